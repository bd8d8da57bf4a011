import { defineTask } from "../../mod.ts";
import { power, product, SHAPE, square } from "./arithmetic.ts";

/** One step fans out to two, which meet again: n^16. */
export const diamond = defineTask({ ...SHAPE, name: "diamond" })
  .step("start", ({ input }) => square(input.even_number))
  .step("branch_b", { dependsOn: ["start"] }, ({ results }) => square(results.start))
  .step("branch_c", { dependsOn: ["start"] }, ({ results }) => square(results.start))
  .step(
    "end",
    { dependsOn: ["branch_b", "branch_c"] },
    ({ results }) => square(product(results.branch_b, results.branch_c)),
  );

/** What the last step must come to. */
export const expected = (n: number): string => power(n, 16);
