import type { Sql } from "postgres";
import { DATABASE_GAUGES } from "../../core/telemetry/gauges.ts";
import type { Family, Sample } from "../../core/telemetry/meters.ts";
import { type DatabaseMetric, getMetrics } from "../calls/get_metrics.ts";
import { Cache } from "./cache.ts";

/** Numbers that are read when somebody wants them. */
export interface ReadFamily {
  /** What they tell. */
  readonly family: Family;
  /** Whether they only grow. */
  readonly kind: "gauge" | "counter";
  /** The numbers as they are now. */
  readonly read: () => Promise<readonly Sample[]> | readonly Sample[];
}

/** Options for {@linkcode databaseFamilies}. */
export interface DatabaseFamiliesOptions {
  /** How long the numbers of one look are given out, in seconds, 0 or more. */
  readonly cacheSeconds: number;
}

/**
 * The numbers that the database tells of the whole installation. However many ask, and for however many of them: one
 * statement each `cacheSeconds`.
 *
 * @param sql Pool to ask on.
 * @param options How long one look is good.
 */
export function databaseFamilies(sql: Sql, { cacheSeconds }: DatabaseFamiliesOptions): readonly ReadFamily[] {
  const cache = new Cache<readonly DatabaseMetric[]>({
    name: "metrics",
    maxEntries: 1,
    ttlMs: cacheSeconds * 1000,
  });
  return DATABASE_GAUGES.map(({ kind, ...family }) => ({
    family,
    kind,
    read: async () =>
      (await cache.get("", () => getMetrics(sql))).filter(({ metric }) => metric === family.name),
  }));
}

/** A number of the process itself, such as handlers that run. */
export function processGauge(name: string, help: string, read: () => number, unit?: "s"): ReadFamily {
  const family = { name, help, labels: [], ...(unit === undefined ? {} : { unit }) };
  return { family, kind: "gauge", read: () => [{ labels: [], value: read() }] };
}
