import { toCamelCase } from "../../core/case.ts";
import type { Json } from "../../core/json.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";
import type { OperatedStep, StepOperation } from "./operate.ts";

/**
 * Completes a step with a result that a person gives, and re-drives its task.
 * Source: `sql/functions/operators/complete_step_manually.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param operation Which step, its result, who asks and why.
 * @returns Where the step and its task stand now.
 * @throws {TaskerError} `TK102` no such step, `TK203` its state does not allow it.
 */
export async function completeStepManually(
  sql: Queryable,
  operation: StepOperation & { readonly result: Json },
): Promise<OperatedStep> {
  const { stepUuid, by, reason } = operation;
  const result = JSON.stringify(operation.result);
  return toCamelCase(
    only(
      await call(sql)`
        select * from tasker_v1.complete_step_manually(${stepUuid}, ${result}::text::jsonb, ${by}, ${reason})`,
    ),
  );
}
