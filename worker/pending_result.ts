import type { AttemptResult } from "../orchestration/calls/attempt_result.ts";
import { failureText } from "../orchestration/calls/result_text.ts";
import { failureOf } from "./failure.ts";

/** A result on its way to the database. */
export interface PendingResult extends AttemptResult {
  /** Whether it stands in for one that could not be stored. */
  readonly isReplaced?: boolean;
}

/**
 * Makes the failure that is reported in place of a result that the server cannot store.
 *
 * @param result The result.
 * @param error What the server said.
 */
export function replaced({ stepUuid, attempt }: PendingResult, error: unknown): PendingResult {
  const reason = error instanceof Error ? error.message : String(error);
  const failure = failureOf(`Cannot store the result: ${reason}`, "unstorable_result", { retryable: false });
  return { stepUuid, attempt, text: failureText({ stepUuid, attempt }, failure), isReplaced: true };
}
