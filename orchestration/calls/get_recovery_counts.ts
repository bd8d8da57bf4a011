import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/** How often a repair had something to mend, since the installation began. */
export interface RecoveryCount {
  /** Which repair: a name of `docs/recovery.md`. */
  readonly repair: string;
  /** Calls that mended something. */
  readonly events: number;
  /** Steps, tasks or workers that were mended. */
  readonly repaired: number;
  /** When it last had something to do; null for never. */
  readonly lastAt: Date | null;
}

/**
 * Tells how often each repair had something to mend, for metrics: counters that only rise.
 * Source: `sql/functions/recovery/get_recovery_counts.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @returns A row a repair, by name, also where it never had anything to do.
 */
export async function getRecoveryCounts(sql: Queryable): Promise<RecoveryCount[]> {
  return await call(sql)<RecoveryCount>`
    select c.repair, c.events_count::float8 as events, c.repaired_count::float8 as repaired, c.last_at as "lastAt"
      from tasker_v1.get_recovery_counts() c`;
}
