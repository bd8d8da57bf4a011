import type { Queryable } from "../../sql/connect.ts";
import type { DlqEntry, DlqReason, DlqResolution } from "./dlq_entry.ts";
import { readRows } from "./read_rows.ts";

/** Which investigations to list. */
export interface DlqFilter {
  /** Only those that stand so. */
  readonly resolutionStatus?: DlqResolution | undefined;
  /** Only those for this reason. */
  readonly reason?: DlqReason | undefined;
  /** Only those of tasks in these namespaces. */
  readonly namespaces?: readonly string[] | undefined;
  /**
   * Most to list, 1 to 10000.
   *
   * @default {50}
   */
  readonly limit?: number | undefined;
  /**
   * How many to pass over, 0 or more.
   *
   * @default {0}
   */
  readonly offset?: number | undefined;
}

/**
 * Lists investigations, the newest first. Source: `sql/functions/dlq/list_dlq_entries.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param filter Which ones.
 * @throws {TaskerError} `TK001` for a value out of range.
 */
export function listDlqEntries(sql: Queryable, filter: DlqFilter = {}): Promise<DlqEntry[]> {
  const { resolutionStatus = null, reason = null, namespaces = null, limit = 50, offset = 0 } = filter;
  return readRows(sql`
    select to_jsonb(r) as row
      from tasker_v1.list_dlq_entries(${resolutionStatus}, ${limit}, ${offset}, ${reason}, ${namespaces as
    | string[]
    | null}::text[]) r`);
}
