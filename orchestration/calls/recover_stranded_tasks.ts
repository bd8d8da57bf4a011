import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/** What one look for stranded tasks came to. */
export interface StrandedLook {
  /** Tasks that were examined. */
  readonly examined: number;
  /** Steps and tasks that were mended. */
  readonly mended: number;
  /** Whether it came to the last task. */
  readonly isRoundOver: boolean;
}

/**
 * Looks for steps and tasks that nothing would ever move again, and sets them right; each call examines the next tasks.
 * Source: `sql/functions/recovery/recover_stranded_tasks.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param limit Most tasks to examine, 1 to 10000.
 */
export async function recoverStrandedTasks(sql: Queryable, limit: number): Promise<StrandedLook> {
  return only(
    await call(sql)<StrandedLook>`
      select r.examined_count as examined, r.mended_count as mended, r.is_round_over as "isRoundOver"
        from tasker_v1.recover_stranded_tasks(${limit}) r`,
  );
}
