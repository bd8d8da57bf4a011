import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/** Who gives up the finalization of which task. */
export interface ReleaseFinalizationClaimOptions {
  /** The task. */
  readonly taskUuid: string;
  /** Who claimed it. */
  readonly processorId: string;
}

/**
 * Gives up the right to finalize a task. Source: `sql/functions/finalization/release_finalization_claim.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options Which task, who.
 * @returns False when the processor had no claim on it, or one that expired.
 */
export async function releaseFinalizationClaim(
  sql: Queryable,
  options: ReleaseFinalizationClaimOptions,
): Promise<boolean> {
  const { taskUuid, processorId } = options;
  const rows = await call(sql)<{ released: boolean }>`
    select tasker_v1.release_finalization_claim(${taskUuid}, ${processorId}) as released`;
  return only(rows).released;
}
