import type { TransitionView } from "../../core/wire.ts";
import type { Queryable } from "../../sql/connect.ts";
import { readRows } from "./read_rows.ts";

/**
 * Lists the changes of state of a task. Source: `sql/functions/reading/get_task_transitions.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param taskUuid The task.
 * @returns Oldest first; the first is from null.
 * @throws {TaskerError} `TK101` when there is no such task.
 */
export function getTaskTransitions(sql: Queryable, taskUuid: string): Promise<TransitionView[]> {
  return readRows(sql`select to_jsonb(r) as row from tasker_v1.get_task_transitions(${taskUuid}) r`);
}
