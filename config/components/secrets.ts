import { z } from "zod";

/** Keys that values are sealed with which templates declare sensitive. */
export interface SecretsConfig {
  /** Id of the key that new values are sealed with. */
  readonly activeKey?: string | undefined;
  /** Keys, each `id:base64 of 32 bytes`. */
  readonly keys: readonly string[];
  /** File with more keys, one a line; lines that begin with `#` are passed over. */
  readonly keysFile?: string | undefined;
}

/** A key as it is written: its id, and 32 bytes of base64. */
export const KEY_TEXT = /^([A-Za-z0-9._-]{1,64}):([A-Za-z0-9+/]{43}=)$/;

/** Rules of `[secrets]`. */
export const secretsSchema = z.strictObject({
  active_key: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, {
    error: "must be the id of a key: up to 64 characters a-z A-Z 0-9 . _ -",
  }).optional()
    .describe("Id of the key that new values are sealed with; without one nothing is sealed"),
  keys: z.array(z.string().regex(KEY_TEXT, { error: "must be id:key, the key 32 bytes in base64" }))
    .describe("Keys, each id:base64; those of older values stay until `tasker secrets rotate` is done"),
  keys_file: z.string().min(1).optional()
    .describe("File with more keys, one a line as in keys; lines that begin with # are passed over"),
});
