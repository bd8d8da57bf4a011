import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/** Who wants to finalize which task. */
export interface FinalizationClaimOptions {
  /** The task. */
  readonly taskUuid: string;
  /** Who asks; any text. */
  readonly processorId: string;
  /**
   * How long the claim holds: seconds, 1 to 86400.
   *
   * @default {30}
   */
  readonly timeoutSeconds?: number;
}

/** Whether a finalization was claimed. */
export interface FinalizationClaim {
  /** Whether the processor may finalize now. */
  readonly claimed: boolean;
  /** Who may instead. */
  readonly alreadyClaimedBy: string | null;
  /** State of the task; `not_found` for none. */
  readonly taskState: string;
  /** What happened, in words. */
  readonly message: string;
}

/**
 * Claims the right to finalize a task, so that one processor at a time tries; a claim of one's own is extended.
 * Source: `sql/functions/finalization/claim_task_for_finalization.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options Which task, who, for how long.
 */
export async function claimTaskForFinalization(
  sql: Queryable,
  options: FinalizationClaimOptions,
): Promise<FinalizationClaim> {
  const { taskUuid, processorId, timeoutSeconds = 30 } = options;
  return only(
    await call(sql)<FinalizationClaim>`
      select c.claimed, c.already_claimed_by as "alreadyClaimedBy", c.task_state as "taskState", c.message
        from tasker_v1.claim_task_for_finalization(${taskUuid}, ${processorId}, ${timeoutSeconds}) c`,
  );
}
