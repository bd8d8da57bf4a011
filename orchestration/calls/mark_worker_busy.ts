import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/**
 * Takes back what `mark_worker_idle` said: the worker has work, and will ask by itself.
 * Source: `sql/functions/workers/mark_worker_busy.sql`.
 *
 * @param sql The one connection that listens.
 */
export async function markWorkerBusy(sql: Queryable): Promise<void> {
  await call(sql)`select tasker_v1.mark_worker_busy()`;
}
