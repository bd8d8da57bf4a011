import type { Queryable } from "../../sql/connect.ts";
import { only } from "./call.ts";
import type { DlqEntry } from "./dlq_entry.ts";
import { readRows } from "./read_rows.ts";

/**
 * Tells of the latest investigation of a task. Source: `sql/functions/dlq/get_dlq_entry.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param taskUuid The task.
 * @throws {TaskerError} `TK101` no such task, `TK106` it was never investigated.
 */
export async function getDlqEntry(sql: Queryable, taskUuid: string): Promise<DlqEntry> {
  return only(
    await readRows<DlqEntry>(sql`select to_jsonb(r) as row from tasker_v1.get_dlq_entry(${taskUuid}) r`),
  );
}
