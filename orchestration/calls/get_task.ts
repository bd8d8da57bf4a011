import type { TaskView } from "../../core/wire.ts";
import type { Queryable } from "../../sql/connect.ts";
import { only } from "./call.ts";
import { readRows } from "./read_rows.ts";

/**
 * Tells everything about a task but its steps and transitions. Source: `sql/functions/reading/get_task.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param taskUuid The task.
 * @returns The task.
 * @throws {TaskerError} `TK101` when there is no such task.
 */
export async function getTask(sql: Queryable, taskUuid: string): Promise<TaskView> {
  return only(
    await readRows<TaskView>(sql`select to_jsonb(r) as row from tasker_v1.get_task(${taskUuid}) r`),
  );
}
