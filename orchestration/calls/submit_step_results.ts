import type { Queryable } from "../../sql/connect.ts";
import type { AttemptResult } from "./attempt_result.ts";
import { call } from "./call.ts";
import { successText } from "./result_text.ts";

/** Whether a result was taken, or came from an attempt that is not the worker's any more. */
export interface ResultOutcome {
  /** The step. */
  readonly stepUuid: string;
  /** The attempt. */
  readonly attempt: number;
  /** `recorded` or `stale`. */
  readonly outcome: "recorded" | "stale";
}

/**
 * Parks results for an orchestrator to record (completion `queued`). Calling it again with the same results changes
 * nothing. Source: `sql/functions/steps/submit_step_results.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options The worker that claimed the steps, and what its attempts came to.
 * @returns What became of each.
 * @throws {TaskerError} `TK001` when the results are malformed; `TK005` when one cannot be stored.
 */
export function submitStepResults(
  sql: Queryable,
  options: { readonly workerUuid: string; readonly results: readonly AttemptResult[] },
): Promise<ResultOutcome[]> {
  const results = options.results.map((result) =>
    result.claim === undefined ? result.text : successText(result, result.text)
  );
  return call(sql)<ResultOutcome>`
    select r.step_uuid as "stepUuid", r.attempt, r.outcome
      from tasker_v1.submit_step_results(${options.workerUuid}, ${`[${results.join(",")}]`}::text::jsonb) r`;
}
