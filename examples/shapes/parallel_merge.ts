import { defineTask } from "../../mod.ts";
import { power, product, SHAPE, square } from "./arithmetic.ts";

/** Four roots that start at once; two are processed further, and one step merges all: n^12. */
export const parallelMerge = defineTask({ ...SHAPE, name: "parallel_merge" })
  .step("fetch_user", ({ input }) => square(input.even_number))
  .step("fetch_order", ({ input }) => square(input.even_number))
  .step("fetch_inventory", ({ input }) => square(input.even_number))
  .step("fetch_pricing", ({ input }) => square(input.even_number))
  .step("process_user", { dependsOn: ["fetch_user"] }, ({ results }) => square(results.fetch_user))
  .step("process_order", { dependsOn: ["fetch_order"] }, ({ results }) => square(results.fetch_order))
  .step(
    "merge",
    { dependsOn: ["process_user", "process_order", "fetch_inventory", "fetch_pricing"] },
    ({ results }) =>
      product(
        results.process_user,
        results.process_order,
        results.fetch_inventory,
        results.fetch_pricing,
      ),
  );

/** What the last step must come to. */
export const expected = (n: number): string => power(n, 12);
