import { z } from "zod";

/** What processes tell of themselves to monitoring systems. Traces and OTLP are Deno's: `OTEL_DENO=true`. */
export interface TelemetryConfig {
  /** Whether `/metrics` exists. */
  readonly metricsEnabled: boolean;
  /** Who may read `/metrics` of the API: anybody, or callers with the permission `system:read`. */
  readonly metricsAccess: "public" | "required";
  /** How long one look at the database serves all who ask for metrics: seconds, 0 to 3600. */
  readonly metricsCacheSeconds: number;
  /** How long the answers of health checks are given out: milliseconds, 0 to 60000. */
  readonly healthCacheMs: number;
}

/** Rules of `[telemetry]`. */
export const telemetrySchema = z.strictObject({
  metrics_enabled: z.boolean()
    .describe("Whether the API and workers answer /metrics, in Prometheus' text format"),
  metrics_access: z.enum(["public", "required"])
    .describe(
      "Who may read /metrics of the API: anybody, or callers with the permission system:read; a worker's own port is open",
    ),
  metrics_cache_seconds: z.int().min(0).max(3600).meta({ unit: "s" })
    .describe("How long one look at the database (queue depth and the like) serves all who ask for metrics"),
  health_cache_ms: z.int().min(0).max(60_000).meta({ unit: "ms" })
    .describe("How long the answers of health checks are given out before they are asked anew"),
});
