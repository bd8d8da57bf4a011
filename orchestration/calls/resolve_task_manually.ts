import type { TaskState } from "../../core/states.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";
import type { TaskOperation } from "./operate.ts";

/**
 * Closes a task as resolved by a person; its live steps are cancelled.
 * Source: `sql/functions/operators/resolve_task_manually.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param operation Which task, who asks and why.
 * @returns Its state now.
 * @throws {TaskerError} `TK101` no such task, `TK202` its state does not allow it.
 */
export async function resolveTaskManually(sql: Queryable, operation: TaskOperation): Promise<TaskState> {
  const { taskUuid, by, reason } = operation;
  const rows = await call(sql)<{ state: TaskState }>`
    select tasker_v1.resolve_task_manually(${taskUuid}, ${by}, ${reason}) as state`;
  return only(rows).state;
}
