import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";
import type { ResultOutcome } from "./submit_step_results.ts";

/**
 * Does what `complete_steps` does and says of each result whether it was recorded; takes no steps along.
 * Source: `sql/functions/steps/complete_steps_report.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options The worker that claimed the steps, and JSON text of an array of results.
 * @returns What became of each.
 * @throws {TaskerError} `TK001` when the results are malformed; `TK005` when one cannot be stored.
 */
export function completeStepsReport(
  sql: Queryable,
  options: { readonly workerUuid: string; readonly results: string },
): Promise<ResultOutcome[]> {
  return call(sql)<ResultOutcome>`
    select r.step_uuid as "stepUuid", r.attempt, r.outcome
      from tasker_v1.complete_steps_report(${options.workerUuid}, ${options.results}::text::jsonb) r`;
}
