import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/**
 * Hands back what the database thinks a worker holds and the worker does not: a claim whose reply was lost.
 * Only while no claim of the worker is under way. Source: `sql/functions/workers/reconcile_worker.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param workerUuid The worker.
 * @param heldStepUuids All steps it holds.
 * @returns How many were handed back.
 */
export async function reconcileWorker(
  sql: Queryable,
  workerUuid: string,
  heldStepUuids: readonly string[],
): Promise<number> {
  const rows = await call(sql)<{ count: number }>`
    select tasker_v1.reconcile_worker(${workerUuid}, ${heldStepUuids as string[]}::uuid[]) as count`;
  return only(rows).count;
}
