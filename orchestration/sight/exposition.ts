import { getLogger } from "@logtape/logtape";
import prometheus from "prom-client";
import {
  CounterFamily,
  DURATION_BUCKETS,
  type Family,
  type Histogram,
  type HistogramFamily,
  type Sample,
} from "../../core/telemetry/meters.ts";
import type { LabelValues } from "../../core/telemetry/series.ts";
import { processFamilies, prometheusName } from "../../core/telemetry/metrics.ts";
import type { ReadFamily } from "./metrics_source.ts";

const log = getLogger(["tasker", "metrics"]);

/** A line of a metric, as prom-client writes it. */
interface Line {
  readonly metricName: string;
  readonly labels: Record<string, string>;
  readonly value: number;
}

/** What `/metrics` answers: all that the process counts, and what it was given to read besides. */
export class Exposition {
  readonly #registry = new prometheus.Registry();

  /**
   * Puts it together.
   *
   * @param families What is read when somebody asks.
   */
  constructor(families: readonly ReadFamily[]) {
    for (const family of processFamilies()) {
      if (family instanceof CounterFamily) {
        this.#add(family.family, "counter", () => Promise.resolve(family.samples()));
      } else {
        this.#addHistogram(family);
      }
    }
    for (const { family, kind, read } of families) this.#add(family, kind, async () => await read());
    prometheus.collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: 50 });
  }

  /** Media type of the text. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Writes everything in Prometheus' text format. Numbers that cannot be read now are left out. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #add(family: Family, kind: "counter" | "gauge", read: () => Promise<readonly Sample[]>): void {
    const name = prometheusName(family, kind);
    this.#register(name, family.help, kind, async () =>
      (await read()).map(({ labels, value }) => ({
        metricName: name,
        labels: named(family, labels),
        value,
      })));
  }

  #addHistogram(histograms: HistogramFamily): void {
    const { family } = histograms;
    const name = prometheusName(family, "histogram");
    const lines = () =>
      Array.from(histograms.series()).flatMap(({ labels, series }) =>
        linesOf(name, named(family, labels), series)
      );
    this.#register(name, family.help, "histogram", () => Promise.resolve(lines()));
  }

  #register(
    name: string,
    help: string,
    type: "counter" | "gauge" | "histogram",
    lines: () => Promise<readonly Line[]>,
  ): void {
    const get = async () => {
      try {
        return { name, help, type, aggregator: "sum", values: await lines() };
      } catch (error) {
        log.warn("Cannot read {name}: {error}", { name, error });
        return { name, help, type, aggregator: "sum", values: [] };
      }
    };
    const metric = { name, help, type, aggregator: "sum", get, reset: () => {} };
    this.#registry.registerMetric(metric as unknown as prometheus.Metric);
  }
}

function named({ labels: names }: Family, values: LabelValues): Record<string, string> {
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""]));
}

/** The lines of one series: cumulative buckets, sum and count. */
function linesOf(name: string, labels: Record<string, string>, { counts, sum }: Histogram): Line[] {
  let count = 0;
  const buckets = counts.map((inBucket, i) => {
    count += inBucket;
    const le = String(DURATION_BUCKETS[i] ?? "+Inf");
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
