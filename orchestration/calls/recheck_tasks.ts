import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/**
 * Looks after what no other loop sees: tasks whose owner went stale, parked results whose message was lost.
 * Reads the whole queue: for once a minute. Source: `sql/functions/recovery/recheck_tasks.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param limit Most to look after in one call, 1 or more.
 * @returns How many were looked after.
 */
export async function recheckTasks(sql: Queryable, limit: number): Promise<number> {
  return only(await call(sql)<{ count: number }>`select tasker_v1.recheck_tasks(${limit}) as count`).count;
}
