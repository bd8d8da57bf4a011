import type { UpkeepConfig } from "../../config/components/upkeep.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/**
 * Writes to the database when tasks count as stale, and how long tasks and history are kept. The last to call wins.
 * Source: `sql/functions/retention/configure_upkeep.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param upkeep Values in their configured ranges.
 * @throws {TaskerError} `TK001` for a value out of range.
 */
export async function configureUpkeep(sql: Queryable, upkeep: UpkeepConfig): Promise<void> {
  const { staleness, retention } = upkeep;
  const keep = (days: number) => days === 0 ? null : `${days} days`;
  const settings = JSON.stringify({
    detects_stale_tasks: staleness.enabled,
    detection_is_dry: staleness.dryRun,
    investigates_stale_tasks: staleness.autoMoveToDlq,
    fails_stale_tasks: staleness.failsTasks,
    detection_interval: `${staleness.intervalSeconds} seconds`,
    max_waiting_for_dependencies_minutes: staleness.maxWaitingForDependenciesMinutes,
    max_waiting_for_retry_minutes: staleness.maxWaitingForRetryMinutes,
    max_steps_in_process_minutes: staleness.maxStepsInProcessMinutes,
    max_other_minutes: staleness.maxOtherMinutes,
    max_duration_minutes: staleness.maxDurationMinutes,
    max_without_worker_minutes: staleness.maxWithoutWorkerMinutes,
    keep_history: keep(retention.keepHistoryDays),
    keep_tasks: keep(retention.keepTasksDays),
    retention_interval: `${retention.intervalSeconds} seconds`,
    archive_batch: retention.batch,
    held_transaction_limit: `${upkeep.heldTransactionSeconds} seconds`,
  });
  await call(sql)`select tasker_v1.configure_upkeep(${settings}::text::jsonb)`;
}
