import type { Queryable } from "../../sql/connect.ts";
import type { DlqEntry, DlqFilter } from "./dlq_entry.ts";
import { readRows } from "./read_rows.ts";

/** Which investigations to list, and of whom. */
export interface DlqReachFilter extends DlqFilter {
  /** Only those of tasks in these namespaces. */
  readonly namespaces?: readonly string[] | undefined;
}

/**
 * Lists investigations, the newest first. Source: `sql/functions/dlq/list_dlq_entries.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param filter Which ones.
 * @throws {TaskerError} `TK001` for a value out of range.
 */
export function listDlqEntries(sql: Queryable, filter: DlqReachFilter = {}): Promise<DlqEntry[]> {
  const { resolutionStatus = null, reason = null, namespaces = null, limit = 50, offset = 0 } = filter;
  return readRows(sql`
    select to_jsonb(r) as row
      from tasker_v1.list_dlq_entries(${resolutionStatus}, ${limit}, ${offset}, ${reason}, ${namespaces as
    | string[]
    | null}::text[]) r`);
}
