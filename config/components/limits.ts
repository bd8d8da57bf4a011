import { z } from "zod";

/** How large what users store may be. */
export interface LimitsConfig {
  /** Largest task context, as JSON text: bytes, 1024 to 67108864. */
  readonly maxContextBytes: number;
  /** Largest step result, as JSON text: bytes, 65536 to 67108864. */
  readonly maxResultBytes: number;
}

const size = (least: number) => z.int().min(least).max(67_108_864).meta({ unit: "bytes" });

/** Rules of `[limits]`. */
export const limitsSchema = z.strictObject({
  max_context_bytes: size(1024).describe(
    "Largest task context, as JSON text; a larger one is refused with TK004",
  ),
  max_result_bytes: size(65_536).describe(
    "Largest step result, as JSON text; a larger one fails its step with TK004",
  ),
});
