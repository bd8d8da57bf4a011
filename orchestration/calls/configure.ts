import type { BackoffConfig } from "../../config/components/backoff.ts";
import type { LimitsConfig } from "../../config/components/limits.ts";
import type { OrchestrationConfig } from "../../config/components/orchestration.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/** The parts of a configuration that hold for the whole installation. */
export interface Settings {
  /** Transport and timeouts of orchestration. */
  readonly orchestration: Pick<
    OrchestrationConfig,
    "transport" | "ownershipTimeoutSeconds" | "finalizationTimeoutSeconds"
  >;
  /** How large payloads may be. */
  readonly limits: LimitsConfig;
  /** How retries are delayed where a template does not say. */
  readonly backoff: BackoffConfig;
}

/**
 * Writes to the database what holds for the whole installation. The last to call wins.
 * Source: `sql/functions/settings/configure.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param settings Values in their configured ranges.
 * @throws {TaskerError} `TK001` for a value out of range.
 */
export async function configure(sql: Queryable, settings: Settings): Promise<void> {
  const { orchestration, limits, backoff } = settings;
  const values = sql.json({
    transport: orchestration.transport,
    ownership_timeout_seconds: orchestration.ownershipTimeoutSeconds,
    finalization_timeout_seconds: orchestration.finalizationTimeoutSeconds,
    max_context_bytes: limits.maxContextBytes,
    max_result_bytes: limits.maxResultBytes,
    backoff_strategy: backoff.strategy,
    backoff_base_ms: backoff.baseMs,
    max_backoff_ms: backoff.maxMs,
    backoff_jitter: backoff.jitter,
    priority_ageing_hours: backoff.priorityAgeingHours,
  });
  await call(sql)`select tasker_v1.configure(${values})`;
}
