import { z } from "zod";

/** When the HTTP API refuses what it could not carry. */
export interface BackpressureConfig {
  /** Requests of the API that may be under way at the same time; further ones are answered with 503: 1 to 100000. */
  readonly pendingRequests: number;
  /** Time between looks at the depth of the queues: milliseconds, 100 to 600000. */
  readonly sampleMs: number;
  /** Depths of a queue at which it counts as long. */
  readonly depth: QueueDepthConfig;
}

/** Depths of a queue, in steps or messages that wait: 1 to 1000000000, each above the one before. */
export interface QueueDepthConfig {
  /** It is longer than usual. */
  readonly warning: number;
  /** Health says degraded. */
  readonly critical: number;
  /** Requests for tasks are refused with 503, until it is shorter. */
  readonly overflow: number;
}

const depth = () => z.int().min(1).max(1_000_000_000).meta({ unit: "entries" });

/** Rules of `[backpressure]`. */
export const backpressureSchema = z.strictObject({
  pending_requests: z.int().min(1).max(100_000).meta({ unit: "requests" })
    .describe("Requests of the API under way at the same time; further ones are answered with 503"),
  sample_ms: z.int().min(100).max(600_000).meta({ unit: "ms" })
    .describe("Time between looks at the depth of the queues"),
  depth: z.strictObject({
    warning: depth().describe("Entries that wait in a queue from which it is longer than usual"),
    critical: depth().describe("Entries from which health says degraded"),
    overflow: depth().describe("Entries from which requests for tasks are answered with 503"),
  })
    .refine(({ warning, critical }) => warning < critical, {
      path: ["critical"],
      error: "must be above warning",
    })
    .refine(({ critical, overflow }) => critical < overflow, {
      path: ["overflow"],
      error: "must be above critical",
    })
    .describe("Depths of a queue, in steps or messages that wait"),
});
