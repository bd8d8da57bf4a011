import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/** What became of a parked result: recorded, or not there any more. */
export interface ProcessedStepResult {
  /** The step. */
  readonly stepUuid: string;
  /** Whether its parked result was recorded; stale when there was none. */
  readonly outcome: "recorded" | "stale";
}

/**
 * Records results that workers parked (completion = queued). Idempotent.
 * Source: `sql/functions/steps/process_step_results.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param stepUuids Steps named by messages, in any state.
 */
export async function processStepResults(
  sql: Queryable,
  stepUuids: readonly string[],
): Promise<ProcessedStepResult[]> {
  return await call(sql)<ProcessedStepResult>`
    select r.step_uuid as "stepUuid", r.outcome
      from tasker_v1.process_step_results(${[...stepUuids]}::uuid[]) r`;
}
