import type { Queryable } from "../../sql/connect.ts";
import type { DlqReason } from "./dlq_entry.ts";
import { readRows } from "./read_rows.ts";

/** How many tasks a look for stale tasks found for one reason. */
export interface Detected {
  /** Why. */
  readonly dlqReason: DlqReason;
  /** Tasks it came up for. */
  readonly tasksCount: number;
  /** Whether they were only counted; else each is under investigation now, or has failed. */
  readonly isDry: boolean;
}

/**
 * Looks for tasks that stopped moving and opens an investigation of each, or only counts them (`upkeep.staleness.dry_run`). One session at a time does it.
 * Source: `sql/functions/dlq/run_staleness_detection.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param limit Most tasks for each reason, 1 to 10000.
 * @returns One entry a reason that came up; as many tasks as `limit` means there may be more.
 * @throws {TaskerError} `TK001` when the limit is out of range.
 */
export function runStalenessDetection(sql: Queryable, limit: number): Promise<Detected[]> {
  return readRows(sql`select to_jsonb(r) as row from tasker_v1.run_staleness_detection(${limit}) r`);
}
