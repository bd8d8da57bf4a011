import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/**
 * Makes the weekly partitions of the history for this week and the four ahead. Cheap when they are there.
 * Source: `sql/functions/recovery/ensure_partitions.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @returns How many were made.
 */
export async function ensurePartitions(sql: Queryable): Promise<number> {
  return only(await call(sql)<{ count: number }>`select tasker_v1.ensure_partitions() as count`).count;
}
