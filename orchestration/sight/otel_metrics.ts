import { type Attributes, createNoopMeter, metrics, type ObservableResult } from "@opentelemetry/api";
import { CounterFamily, type Family, type Sample } from "../../core/telemetry/meters.ts";
import { processFamilies } from "../../core/telemetry/metrics.ts";
import type { LabelValues } from "../../core/telemetry/series.ts";
import { INSTRUMENTATION } from "../../core/telemetry/tracing.ts";
import type { ReadFamily } from "./metrics_source.ts";

/**
 * Gives OpenTelemetry whatever `/metrics` has, under its names with dots. Does nothing where no meter provider is
 * registered, which is where Deno does not run with `OTEL_DENO=true`.
 *
 * @param families What is read when it is exported.
 */
export function exportMetrics(families: readonly ReadFamily[]): void {
  const meter = metrics.getMeter(INSTRUMENTATION);
  if (meter === createNoopMeter()) return;
  for (const family of processFamilies()) {
    const { name, help, unit } = family.family;
    if (family instanceof CounterFamily) {
      meter.createObservableCounter(name, { description: help })
        .addCallback((result) => observe(result, family.family, family.samples()));
    } else {
      const histogram = meter.createHistogram(name, { description: help, unit: unit ?? "" });
      family.forwardTo((seconds, labels) => histogram.record(seconds, attributes(family.family, labels)));
    }
  }
  for (const { family, kind, read } of families) {
    const options = { description: family.help, unit: family.unit ?? "" };
    const instrument = kind === "counter"
      ? meter.createObservableCounter(family.name, options)
      : meter.createObservableGauge(family.name, options);
    instrument.addCallback(async (result) => observe(result, family, await read()));
  }
}

function observe(result: ObservableResult, family: Family, samples: readonly Sample[]): void {
  for (const { labels, value } of samples) result.observe(value, attributes(family, labels));
}

function attributes({ labels: names }: Family, values: LabelValues): Attributes {
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""]));
}
