import type { Queryable } from "../../sql/connect.ts";
import type { QueuedInvestigation } from "./dlq_entry.ts";
import { readRows } from "./read_rows.ts";

/**
 * Lists the open investigations, the most pressing first.
 * Source: `sql/functions/dlq/get_dlq_investigation_queue.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param limit Most to list, 1 to 10000.
 * @param namespaces Only of tasks in these; undefined for all.
 * @throws {TaskerError} `TK001` when the limit is out of range.
 */
export function getDlqInvestigationQueue(
  sql: Queryable,
  limit: number,
  namespaces?: readonly string[],
): Promise<QueuedInvestigation[]> {
  return readRows(
    sql`select to_jsonb(r) as row from tasker_v1.get_dlq_investigation_queue(${limit}, ${(namespaces ??
      null) as string[] | null}::text[]) r`,
  );
}
