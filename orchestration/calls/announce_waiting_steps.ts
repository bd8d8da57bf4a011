import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/**
 * Announces steps that wait in the queue for no worker to have heard of them.
 * Source: `sql/functions/recovery/announce_waiting_steps.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param limit Most messages to send again (transport pgmq), 1 or more.
 * @returns How many namespaces (direct) or steps (pgmq) were announced.
 */
export async function announceWaitingSteps(sql: Queryable, limit: number): Promise<number> {
  return only(await call(sql)<{ count: number }>`select tasker_v1.announce_waiting_steps(${limit}) as count`)
    .count;
}
