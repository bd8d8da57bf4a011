import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/**
 * Says on this session that a worker wants to be notified of steps of some namespaces, until `mark_worker_busy` or
 * the session's end. Call it on the session that listens, and claim once more afterwards.
 * Source: `sql/functions/workers/mark_worker_idle.sql`.
 *
 * @param sql The one connection that listens.
 * @param namespaces Whose steps it waits for.
 */
export async function markWorkerIdle(sql: Queryable, namespaces: readonly string[]): Promise<void> {
  await call(sql)`select tasker_v1.mark_worker_idle(${namespaces as string[]}::text[])`;
}
