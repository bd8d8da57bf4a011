import type { Config } from "../config/mod.ts";
import {
  databaseFamilies,
  exportMetrics,
  type MetricsRouteOptions,
  processGauge,
  type ReadFamily,
} from "../orchestration/mod.ts";
import type { Worker } from "../worker/mod.ts";
import type { Sql } from "postgres";

/**
 * Puts together what a process tells in numbers, and gives it to OpenTelemetry where that is on.
 *
 * @param config Whether and to whom `/metrics` tells it.
 * @param sql Pool on which the database is asked.
 * @param worker The process's worker, if it has one.
 * @param further What else the process tells: its circuits, the tiers of the queues.
 * @returns What `/metrics` needs; `undefined` when it is switched off.
 */
export function metricsOf(
  { telemetry }: Pick<Config, "telemetry">,
  sql: Sql,
  worker?: Worker,
  further: readonly ReadFamily[] = [],
): MetricsRouteOptions | undefined {
  const families = [
    ...databaseFamilies(sql, { cacheSeconds: telemetry.metricsCacheSeconds }),
    ...further,
    ...(worker === undefined ? [] : workerFamilies(worker)),
  ];
  exportMetrics(families);
  return telemetry.metricsEnabled ? { access: telemetry.metricsAccess, families } : undefined;
}

/** What a worker holds at a moment. */
export function workerFamilies(worker: Worker): readonly ReadFamily[] {
  const status = () => worker.status();
  return [
    processGauge("tasker.steps.active_executions", "Handlers that run", () => status().running),
    processGauge("tasker.worker.slots", "Handlers that may run at once", () => status().slots),
    processGauge(
      "tasker.worker.buffered_steps",
      "Claimed steps that wait for a slot",
      () => status().waiting,
    ),
    processGauge(
      "tasker.worker.unrecorded_results",
      "Results that the database does not have yet",
      () => status().unrecorded,
    ),
    processGauge(
      "tasker.worker.listening",
      "1 while notifications come through, else 0: the worker polls",
      () => status().isListening ? 1 : 0,
    ),
    processGauge(
      "tasker.worker.lease.remaining",
      "How long the worker's leases still hold",
      () => status().leasedForMs / 1000,
      "s",
    ),
  ];
}
