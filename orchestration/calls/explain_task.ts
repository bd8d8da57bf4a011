import type { Queryable } from "../../sql/connect.ts";
import type { Reason } from "./explain.ts";
import { readRows } from "./read_rows.ts";

/**
 * Explains why the steps of a task do not run, or who runs them. Source: `sql/functions/explaining/explain_task.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param taskUuid The task.
 * @returns One entry a reason, in the order of the graph; of a task that is over only what failed.
 * @throws {TaskerError} `TK101` when there is no such task.
 */
export function explainTask(sql: Queryable, taskUuid: string): Promise<Reason[]> {
  return readRows(sql`select to_jsonb(r) as row from tasker_v1.explain_task(${taskUuid}) r`);
}
