import type { Queryable } from "../../sql/connect.ts";
import type { DlqStats } from "./dlq_entry.ts";
import { readRows } from "./read_rows.ts";

/**
 * Tells how many investigations there are and were. Source: `sql/functions/dlq/get_dlq_stats.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param namespaces Only of tasks in these; undefined for all.
 * @returns One entry a reason.
 */
export function getDlqStats(sql: Queryable, namespaces?: readonly string[]): Promise<DlqStats[]> {
  return readRows(
    sql`select to_jsonb(r) as row from tasker_v1.get_dlq_stats(${(namespaces ?? null) as
      | string[]
      | null}::text[]) r`,
  );
}
