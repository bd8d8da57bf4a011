import type { TaskView } from "../../core/wire.ts";
import type { Queryable } from "../../sql/connect.ts";
import { only } from "./call.ts";
import { readRows } from "./read_rows.ts";

/** A part that may be told with a task. */
export type TaskPart = "steps" | "transitions" | "annotations";

/**
 * Reads a task with its steps and the transitions of both, all as of one moment, in one statement. Source:
 * `sql/functions/reading/get_task_view.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param taskUuid The task.
 * @param include What to tell with it. The default is steps and transitions.
 * @throws {TaskerError} `TK101` when there is no such task.
 */
export async function getTaskView(
  sql: Queryable,
  taskUuid: string,
  include: readonly TaskPart[] = ["steps", "transitions"],
): Promise<TaskView> {
  return only(
    await readRows<TaskView>(sql`select tasker_v1.get_task_view(${taskUuid}, ${[...include]}) as row`),
  );
}
