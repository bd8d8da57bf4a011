import type { Histogram } from "../core/telemetry/meters.ts";
import { METRICS } from "../core/telemetry/metrics.ts";

/**
 * Measures a statement of a worker, and counts it when it fails.
 *
 * @param statement Its name in `tasker_worker_errors_total`.
 * @param histogram Where its duration goes.
 * @param work Sends it.
 */
export async function timed<T>(statement: string, histogram: Histogram, work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  try {
    return await work();
  } catch (error) {
    METRICS.workerErrors.of(statement).add();
    throw error;
  } finally {
    histogram.observe((performance.now() - startedMs) / 1000);
  }
}
