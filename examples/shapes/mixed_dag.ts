import { defineTask } from "../../mod.ts";
import { power, product, SHAPE, square } from "./arithmetic.ts";

/** Steps with one parent, with two and with three, on paths of unequal length: n^64. */
export const mixedDag = defineTask({ ...SHAPE, name: "mixed_dag" })
  .step("init", ({ input }) => square(input.even_number))
  .step("process_left", { dependsOn: ["init"] }, ({ results }) => square(results.init))
  .step("process_right", { dependsOn: ["init"] }, ({ results }) => square(results.init))
  .step(
    "validate",
    { dependsOn: ["process_left", "process_right"] },
    ({ results }) => square(product(results.process_left, results.process_right)),
  )
  .step("transform", { dependsOn: ["process_left"] }, ({ results }) => square(results.process_left))
  .step("analyze", { dependsOn: ["process_right"] }, ({ results }) => square(results.process_right))
  .step(
    "finalize",
    { dependsOn: ["validate", "transform", "analyze"], timeoutSeconds: 45 },
    ({ results }) => square(product(results.validate, results.transform, results.analyze)),
  );

/** What the last step must come to. */
export const expected = (n: number): string => power(n, 64);
