import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/**
 * Signs a worker off and hands back whatever it still holds. Source: `sql/functions/workers/unregister_worker.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param workerUuid The worker; one that is unknown does no harm.
 * @returns How many steps were handed back.
 */
export async function unregisterWorker(sql: Queryable, workerUuid: string): Promise<number> {
  const rows = await call(sql)<{ count: number }>`select tasker_v1.unregister_worker(${workerUuid}) as count`;
  return only(rows).count;
}
