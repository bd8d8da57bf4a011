import { toCamelCase } from "../../core/case.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";
import type { OperatedStep, StepOperation } from "./operate.ts";

/**
 * Cancels one step; steps that need it never run. Source: `sql/functions/tasks/cancel_step.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param operation Which step, who asks and why.
 * @throws {TaskerError} `TK102` no such step, `TK202` its task is over, `TK203` the step is over.
 */
export async function cancelStep(sql: Queryable, operation: StepOperation): Promise<OperatedStep> {
  const { stepUuid, by, reason } = operation;
  return toCamelCase(
    only(await call(sql)`select * from tasker_v1.cancel_step(${stepUuid}, ${by}, ${reason})`),
  );
}
