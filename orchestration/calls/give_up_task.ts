import type { TaskState } from "../../core/states.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";
import type { TaskOperation } from "./operate.ts";

/**
 * Gives up a task that is blocked by failures: it ends in error.
 * Source: `sql/functions/operators/give_up_task.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param operation Which task, who asks and why.
 * @returns Its state now.
 * @throws {TaskerError} `TK101` no such task, `TK202` its state does not allow it.
 */
export async function giveUpTask(sql: Queryable, operation: TaskOperation): Promise<TaskState> {
  const { taskUuid, by, reason } = operation;
  const rows = await call(sql)<{ state: TaskState }>`
    select tasker_v1.give_up_task(${taskUuid}, ${by}, ${reason}) as state`;
  return only(rows).state;
}
