import { z } from "zod";

/** How retries are delayed where a template does not say. */
export interface BackoffConfig {
  /** How the delay grows with attempts. */
  readonly strategy: "none" | "linear" | "exponential" | "fibonacci";
  /** Delay before the first retry: milliseconds, 0 to 3600000. */
  readonly baseMs: number;
  /** Longest delay: milliseconds, 0 to 86400000. */
  readonly maxMs: number;
  /** Random part of a delay: a fraction, 0 to 1; 0.1 is ten per cent either way. */
  readonly jitter: number;
  /** Waiting time that weighs as much as one point of priority: hours, above 0 to 8760. */
  readonly priorityAgeingHours: number;
}

/** Rules of `[backoff]`. */
export const backoffSchema = z.strictObject({
  strategy: z.enum(["none", "linear", "exponential", "fibonacci"])
    .describe("How the delay grows with attempts"),
  base_ms: z.int().min(0).max(3_600_000).meta({ unit: "ms" })
    .describe("Delay before the first retry"),
  max_ms: z.int().min(0).max(86_400_000).meta({ unit: "ms" })
    .describe("Longest delay before a retry"),
  jitter: z.number().min(0).max(1).meta({ unit: "of the delay" })
    .describe("Random part of a delay: 0.1 is ten per cent either way"),
  priority_ageing_hours: z.number().positive().max(8760).meta({ unit: "h" })
    .describe("Waiting time that weighs as much as one point of priority"),
}).check((ctx) => {
  const { base_ms, max_ms } = ctx.value;
  if (max_ms >= base_ms) return;
  ctx.issues.push({
    code: "custom",
    input: max_ms,
    path: ["max_ms"],
    message: `must be at least base_ms (${base_ms})`,
  });
});
