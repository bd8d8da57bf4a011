import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/**
 * Hands back steps that a worker claimed and has not run; the attempt is not counted.
 * Source: `sql/functions/steps/release_steps.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param workerUuid The worker.
 * @param stepUuids Steps it gives up; those that are not its own are left out.
 * @returns How many were handed back.
 */
export async function releaseSteps(
  sql: Queryable,
  workerUuid: string,
  stepUuids: readonly string[],
): Promise<number> {
  const rows = await call(sql)<{ count: number }>`
    select tasker_v1.release_steps(${workerUuid}, ${stepUuids as string[]}::uuid[]) as count`;
  return only(rows).count;
}
