import { z } from "zod";

/** What the HTTP API remembers, and for how long. */
export interface CachesConfig {
  /** How long templates are remembered while changes are heard of: seconds, 0 to 86400. */
  readonly templatesSeconds: number;
  /** How long they are remembered while notifications do not arrive: seconds, 0 to 3600. */
  readonly unheardSeconds: number;
  /** Answers about templates remembered at most: 1 to 100000. */
  readonly templatesEntries: number;
  /** How long analytics are given out before they are computed anew: seconds, 0 to 3600. */
  readonly analyticsSeconds: number;
  /** Answers of analytics remembered at most: 1 to 10000. */
  readonly analyticsEntries: number;
}

const seconds = (most: number) => z.int().min(0).max(most).meta({ unit: "s" });
const answers = (most: number) => z.int().min(1).max(most).meta({ unit: "answers" });

/** Rules of `[caches]`. */
export const cachesSchema = z.strictObject({
  templates_seconds: seconds(86_400)
    .describe(
      "How long the API remembers templates; one that is published is told at once, 0 remembers none",
    ),
  unheard_seconds: seconds(3600)
    .describe("How long it remembers them at most while the database's notifications do not arrive"),
  templates_entries: answers(100_000)
    .describe("Answers about templates remembered at most; beyond, the longest unasked goes"),
  analytics_seconds: seconds(3600)
    .describe(
      "How long the figures of analytics are given out before they are computed anew; 0 computes each time",
    ),
  analytics_entries: answers(10_000)
    .describe("Figures of analytics remembered at most; beyond, the longest unasked go"),
});
