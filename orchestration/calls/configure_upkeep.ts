import type { UpkeepConfig } from "../../config/components/upkeep.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/** A setting in the database that was another one before. */
export interface ChangedSetting {
  /** Its column. */
  readonly name: string;
  /** What it was; null for ever, or never. */
  readonly before: Json;
  /** What it is. */
  readonly after: Json;
}

/**
 * Writes to the database when tasks count as stale, and how long tasks and history are kept. The last to call wins.
 * Source: `sql/functions/retention/configure_upkeep.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param upkeep Values in their configured ranges.
 * @returns What had another value before.
 * @throws {TaskerError} `TK001` for a value out of range.
 */
export async function configureUpkeep(sql: Queryable, upkeep: UpkeepConfig): Promise<ChangedSetting[]> {
  const { staleness, retention } = upkeep;
  const keep = (days: number) => days === 0 ? null : `${days} days`;
  const settings = {
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
  };
  const write = async (values: JsonObject) =>
    only(
      await call(sql)<{ row: JsonObject }>`
        select to_jsonb(u) as row from tasker_v1.configure_upkeep(${JSON.stringify(values)}::text::jsonb) u`,
    ).row;
  const [before, after] = [await write({}), await write(settings)];
  return Object.keys(settings)
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }))
    .filter(({ before, after }) => before !== after);
}
