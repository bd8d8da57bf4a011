import { toSnakeCase } from "../../core/case.ts";
import type { Queryable } from "../../sql/connect.ts";
import { only } from "./call.ts";
import type { DlqChanges, DlqEntry } from "./dlq_entry.ts";
import { readRows } from "./read_rows.ts";

/**
 * Writes down how an investigation goes, and closes it; the task is left as it is.
 * Source: `sql/functions/dlq/update_dlq_entry.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param dlqEntryUuid The entry.
 * @param changes What to write down.
 * @returns The entry.
 * @throws {TaskerError} `TK106` no such entry, `TK205` it is closed and keeps its status.
 */
export async function updateDlqEntry(
  sql: Queryable,
  dlqEntryUuid: string,
  changes: DlqChanges,
): Promise<DlqEntry> {
  const text = JSON.stringify(toSnakeCase(changes));
  return only(
    await readRows<DlqEntry>(
      sql`select to_jsonb(r) as row from tasker_v1.update_dlq_entry(${dlqEntryUuid}, ${text}::text::jsonb) r`,
    ),
  );
}
