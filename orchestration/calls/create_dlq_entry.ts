import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";
import type { TaskOperation } from "./operate.ts";

/**
 * Opens an investigation of a task by a person's word; the task goes on as it does.
 * Source: `sql/functions/dlq/create_dlq_entry.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param operation Which task, who asks and why.
 * @returns The entry; null when the task is investigated already.
 * @throws {TaskerError} `TK101` when there is no such task.
 */
export async function createDlqEntry(sql: Queryable, operation: TaskOperation): Promise<string | null> {
  const { taskUuid, by, reason } = operation;
  const metadata = JSON.stringify({ by, notes: reason });
  const rows = await call(sql)<{ uuid: string | null }>`
    select tasker_v1.create_dlq_entry(${taskUuid}, 'manual_dlq', ${metadata}::text::jsonb) as uuid`;
  return only(rows).uuid;
}
