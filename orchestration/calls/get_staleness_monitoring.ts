import type { Queryable } from "../../sql/connect.ts";
import type { TaskStaleness } from "./dlq_entry.ts";
import { readRows } from "./read_rows.ts";

/**
 * Tells of tasks that are not over how near to stale they are, the nearest first. It reads every task.
 * Source: `sql/functions/dlq/get_staleness_monitoring.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param limit Most to list, 1 to 10000.
 * @param namespaces Only of tasks in these; undefined for all.
 * @throws {TaskerError} `TK001` when the limit is out of range.
 */
export function getStalenessMonitoring(
  sql: Queryable,
  limit: number,
  namespaces?: readonly string[],
): Promise<TaskStaleness[]> {
  return readRows(
    sql`select to_jsonb(r) as row from tasker_v1.get_staleness_monitoring(${limit}, ${(namespaces ?? null) as
      | string[]
      | null}::text[]) r`,
  );
}
