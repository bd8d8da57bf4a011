import { z } from "zod";

/** How large what users store may be. */
export interface LimitsConfig {
  /** Largest task context, as JSON text: bytes, 1024 to 67108864. */
  readonly maxContextBytes: number;
  /** Largest step result, as JSON text: bytes, 1024 to 67108864. */
  readonly maxResultBytes: number;
}

const size = () => z.int().min(1024).max(67_108_864).meta({ unit: "bytes" });

/** Rules of `[limits]`. */
export const limitsSchema = z.strictObject({
  max_context_bytes: size().describe(
    "Largest task context, as JSON text; a larger one is refused with TK004",
  ),
  max_result_bytes: size().describe(
    "Largest step result, as JSON text; a larger one fails its step with TK004",
  ),
});
