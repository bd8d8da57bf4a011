import type { TaskState } from "../../core/states.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/** A task that was cancelled. */
export interface CancelledTask {
  /** The task. */
  readonly taskUuid: string;
  /** Its state now. */
  readonly state: TaskState;
}

/**
 * Cancels tasks with all their live steps; running handlers learn it through their signal.
 * Source: `sql/functions/tasks/cancel_tasks.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param taskUuids Tasks that are not over.
 * @param reason Why, for the record.
 * @param by Who, for the record.
 * @returns One entry a task.
 * @throws {TaskerError} `TK101` no such task, `TK202` a task is over already; nothing is cancelled then.
 */
export function cancelTasks(
  sql: Queryable,
  taskUuids: readonly string[],
  reason?: string,
  by?: string,
): Promise<CancelledTask[]> {
  return call(sql)<CancelledTask>`
    select c.task_uuid as "taskUuid", c.state
      from tasker_v1.cancel_tasks(${taskUuids as string[]}::uuid[], ${reason ?? null}, ${by ?? null}) c`;
}
