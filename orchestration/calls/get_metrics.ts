import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/** One number that tells of the installation. */
export interface DatabaseMetric {
  /** Its name: `tasker.steps.ready`. */
  readonly metric: string;
  /** Values of its labels. */
  readonly labels: readonly string[];
  /** The number; ages in seconds. */
  readonly value: number;
}

/**
 * Tells how full and how healthy the installation is, in numbers. Reads every row of the queue, else small tables.
 * Source: `sql/functions/metrics/get_metrics.sql`.
 *
 * @param sql Connection or transaction to call on.
 */
export async function getMetrics(sql: Queryable): Promise<DatabaseMetric[]> {
  return await call(sql)<DatabaseMetric>`select m.metric, m.labels, m.value from tasker_v1.get_metrics() m`;
}
