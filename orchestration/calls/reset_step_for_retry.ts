import { toCamelCase } from "../../core/case.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";
import type { OperatedStep, StepOperation } from "./operate.ts";

/**
 * Gives a step in error a new set of attempts, and re-drives its task.
 * Source: `sql/functions/operators/reset_step_for_retry.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param operation Which step, who asks and why.
 * @returns Where the step and its task stand now.
 * @throws {TaskerError} `TK102` no such step, `TK203` its state does not allow it.
 */
export async function resetStepForRetry(sql: Queryable, operation: StepOperation): Promise<OperatedStep> {
  const { stepUuid, by, reason } = operation;
  return toCamelCase(
    only(await call(sql)`select * from tasker_v1.reset_step_for_retry(${stepUuid}, ${by}, ${reason})`),
  );
}
