import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/**
 * Moves steps out of the queue that no live worker of their namespace has a handler for; they are offered again
 * half a minute later, or when a worker with the handler registers.
 * Source: `sql/functions/recovery/defer_unserved_steps.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param limit Most to move in one call, 1 or more.
 * @returns How many were moved.
 */
export async function deferUnservedSteps(sql: Queryable, limit: number): Promise<number> {
  const rows = await call(sql)<{ count: number }>`
    select tasker_v1.defer_unserved_steps(p_limit => ${limit}) as count`;
  return only(rows).count;
}
