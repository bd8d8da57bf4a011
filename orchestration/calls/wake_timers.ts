import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/**
 * Wakes what waited for time and whose time has come. Source: `sql/functions/recovery/wake_timers.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param limit Most to wake in one call, 1 or more.
 * @returns How many timers were due; as many as `limit` means there may be more.
 */
export async function wakeTimers(sql: Queryable, limit: number): Promise<number> {
  return only(await call(sql)<{ count: number }>`select tasker_v1.wake_timers(${limit}) as count`).count;
}
