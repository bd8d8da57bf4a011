/**
 * A handler module for a tour of `tasker start`.
 *
 * @module
 */
import { defineTask, PermanentError, RetryableError } from "../../mod.ts";

/** A task that completes at the second try, and one that fails for good. */
export const tasks = [
  defineTask({ namespace: "toured", name: "second_try", version: "1.0.0" })
    .step("first", () => 1)
    .step("second", { dependsOn: ["first"] }, ({ attempt }) => {
      if (attempt === 1) throw new RetryableError("Not yet", { retryAfterSeconds: 0 });
      return 2;
    }),
  defineTask({ namespace: "toured", name: "hopeless", version: "1.0.0" })
    .step("only", () => {
      throw new PermanentError("Never");
    }),
];
