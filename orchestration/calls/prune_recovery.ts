import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/**
 * Removes recovery events of more than 30 days, whose sums stay, and workers that ended a week ago.
 * Source: `sql/functions/recovery/prune_recovery_events.sql` and `prune_workers.sql`.
 *
 * @param sql Connection or transaction to call on.
 */
export async function pruneRecovery(sql: Queryable): Promise<void> {
  await call(sql)`select tasker_v1.prune_recovery_events()`;
  await call(sql)`select tasker_v1.prune_workers()`;
}
