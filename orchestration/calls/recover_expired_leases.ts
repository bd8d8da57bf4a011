import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/** What became of the steps whose lease was over. */
export interface RecoveredLeases {
  /** Steps that were queued again. */
  readonly requeued: number;
  /** Steps that failed for good: it was their last attempt. */
  readonly failed: number;
}

/** Options for {@linkcode recoverExpiredLeases}. */
export interface RecoverExpiredLeasesOptions {
  /** Most steps to take back in one call, 1 or more. */
  readonly limit: number;
  /**
   * Look even when every worker that runs is alive: a full look at the queue, for once a minute.
   *
   * @default {false}
   */
  readonly isThorough?: boolean;
}

/**
 * Takes back steps whose lease is over, and marks workers dead. The attempt counts.
 * Source: `sql/functions/recovery/recover_expired_leases.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options How many, how thorough.
 */
export async function recoverExpiredLeases(
  sql: Queryable,
  options: RecoverExpiredLeasesOptions,
): Promise<RecoveredLeases> {
  const row = only(
    await call(sql)<{ requeued_count: number; failed_count: number }>`
      select r.requeued_count, r.failed_count
        from tasker_v1.recover_expired_leases(
          p_limit       => ${options.limit},
          p_is_thorough => ${options.isThorough ?? false}
        ) r`,
  );
  return { requeued: row.requeued_count, failed: row.failed_count };
}
