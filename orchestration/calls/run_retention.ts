import type { Queryable } from "../../sql/connect.ts";
import { only } from "./call.ts";
import { readRows } from "./read_rows.ts";

/** What retention removed. */
export interface Retention {
  /** Partitions of the history that were dropped. */
  readonly partitionsCount: number;
  /** Tasks that were deleted. */
  readonly tasksCount: number;
  /** Whether another batch of tasks is waiting. */
  readonly hasMore: boolean;
}

/**
 * Removes what was kept for as long as `tasker.upkeep` says; nothing where it says nothing.
 * Source: `sql/functions/retention/run_retention.sql`.
 *
 * @param sql Connection or transaction to call on.
 */
export async function runRetention(sql: Queryable): Promise<Retention> {
  return only(await readRows<Retention>(sql`select to_jsonb(r) as row from tasker_v1.run_retention() r`));
}
