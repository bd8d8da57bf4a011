import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/**
 * Renews all leases of a worker. Source: `sql/functions/workers/heartbeat.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param worker The worker and the length of the lease in seconds, 1 to 86,400.
 * @returns The steps whose attempts to abort; each is told in two heartbeats.
 * @throws {TaskerError} `TK104` when the worker is not registered.
 */
export async function heartbeat(
  sql: Queryable,
  worker: { readonly workerUuid: string; readonly leaseSeconds: number },
): Promise<readonly string[]> {
  const rows = await call(sql)<{ cancelled: string[] }>`
    select h.cancelled_step_uuids as cancelled
      from tasker_v1.heartbeat(${worker.workerUuid}, make_interval(secs => ${worker.leaseSeconds})) h`;
  return only(rows).cancelled;
}
