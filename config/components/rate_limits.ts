import { z } from "zod";

/** How many requests one caller may send. */
export interface RateLimitsConfig {
  /** Whether callers are limited. */
  readonly enabled: boolean;
  /** Requests a second of one caller, in the long run: 0.1 to 100000. */
  readonly requestsPerSecond: number;
  /** Requests of one caller at once: 1 to 1000000. */
  readonly burst: number;
  /** Failed proofs of identity a minute from one address, wrong passwords among them: 1 to 10000. */
  readonly failuresPerMinute: number;
  /** Callers remembered at most: 100 to 1000000. */
  readonly maxCallers: number;
}

/** Rules of `[rate_limits]`. */
export const rateLimitsSchema = z.strictObject({
  enabled: z.boolean().describe("Whether callers are limited"),
  requests_per_second: z.number().min(0.1).max(100_000).meta({ unit: "requests/s" })
    .describe("Requests a second that one caller may send in the long run"),
  burst: z.int().min(1).max(1_000_000).meta({ unit: "requests" })
    .describe("Requests that one caller may send at once"),
  failures_per_minute: z.int().min(1).max(10_000).meta({ unit: "failures/min" })
    .describe("Failed proofs of identity that one address may make a minute, wrong passwords among them"),
  max_callers: z.int().min(100).max(1_000_000).meta({ unit: "callers" })
    .describe("Callers remembered at most; beyond, the longest silent is forgotten"),
});
