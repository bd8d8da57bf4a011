import { defineTask } from "../../mod.ts";
import { power, product, SHAPE, square } from "./arithmetic.ts";

/** A root, two branches, four leaves, and one step that waits for all of them: n^32. */
export const tree = defineTask({ ...SHAPE, name: "tree" })
  .step("root", ({ input }) => square(input.even_number))
  .step("branch_left", { dependsOn: ["root"] }, ({ results }) => square(results.root))
  .step("branch_right", { dependsOn: ["root"] }, ({ results }) => square(results.root))
  .step("leaf_d", { dependsOn: ["branch_left"] }, ({ results }) => square(results.branch_left))
  .step("leaf_e", { dependsOn: ["branch_left"] }, ({ results }) => square(results.branch_left))
  .step("leaf_f", { dependsOn: ["branch_right"] }, ({ results }) => square(results.branch_right))
  .step("leaf_g", { dependsOn: ["branch_right"] }, ({ results }) => square(results.branch_right))
  .step(
    "final_convergence",
    { dependsOn: ["leaf_d", "leaf_e", "leaf_f", "leaf_g"], timeoutSeconds: 45 },
    ({ results }) => product(results.leaf_d, results.leaf_e, results.leaf_f, results.leaf_g),
  );

/** What the last step must come to. */
export const expected = (n: number): string => power(n, 32);
