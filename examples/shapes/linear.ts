import { defineTask } from "../../mod.ts";
import { power, SHAPE, square } from "./arithmetic.ts";

/** Four steps in a row, each squares: n^16. */
export const linear = defineTask({ ...SHAPE, name: "linear" })
  .step("step_1", ({ input }) => square(input.even_number))
  .step("step_2", { dependsOn: ["step_1"] }, ({ results }) => square(results.step_1))
  .step("step_3", { dependsOn: ["step_2"] }, ({ results }) => square(results.step_2))
  .step("step_4", { dependsOn: ["step_3"] }, ({ results }) => square(results.step_3));

/** What the last step must come to. */
export const expected = (n: number): string => power(n, 16);
