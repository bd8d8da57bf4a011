import { toCamelCase } from "../../core/case.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";
import type { OperatedStep, StepOperation } from "./operate.ts";

/**
 * Treats a step as satisfied without a result, and re-drives its task.
 * Source: `sql/functions/operators/resolve_step_manually.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param operation Which step, who asks and why.
 * @returns Where the step and its task stand now.
 * @throws {TaskerError} `TK102` no such step, `TK203` its state does not allow it.
 */
export async function resolveStepManually(sql: Queryable, operation: StepOperation): Promise<OperatedStep> {
  const { stepUuid, by, reason } = operation;
  return toCamelCase(
    only(await call(sql)`select * from tasker_v1.resolve_step_manually(${stepUuid}, ${by}, ${reason})`),
  );
}
