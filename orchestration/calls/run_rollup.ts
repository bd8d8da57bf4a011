import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/**
 * Sums up what the history got since the last call, so that counting and measuring need not read it again. The first call
 * counts all tasks and steps. Source: `sql/functions/rollup/run_rollup.sql`.
 *
 * @param sql Connection to call on, not in a transaction that has written: it would do nothing.
 * @returns Whether more waits to be summed up.
 */
export async function runRollup(sql: Queryable): Promise<boolean> {
  return only(await call(sql)<{ hasMore: boolean }>`select tasker_v1.run_rollup() as "hasMore"`).hasMore;
}
