import { z } from "zod";

/** What is hidden wherever something is shown. */
export interface RedactionConfig {
  /** Parts of names whose values are hidden. */
  readonly patterns: readonly string[];
}

/** Rules of `[redaction]`. */
export const redactionSchema = z.strictObject({
  patterns: z.array(z.string().min(1).max(100))
    .describe("Parts of names whose values logs, errors and reports hide; case, _ and - do not count"),
});
