import { z } from "zod";
import { socketAddress } from "./_socket_address.ts";

/** How the HTTP API listens. */
export interface WebConfig {
  /** Where the API listens: `host:port`; port 0 lets the system choose. */
  readonly bindAddress: string;
  /** Longest that a request may take: milliseconds, 100 to 600000. */
  readonly requestTimeoutMs: number;
  /** Largest request body: bytes, 1024 to 268435456. */
  readonly maxBodyBytes: number;
}

/** Rules of `[web]`. */
export const webSchema = z.strictObject({
  bind_address: socketAddress()
    .describe("Where the API listens; port 0 lets the system choose"),
  request_timeout_ms: z.int().min(100).max(600_000).meta({ unit: "ms" })
    .describe("Longest that a request may take before it is answered with 503"),
  max_body_bytes: z.int().min(1024).max(268_435_456).meta({ unit: "bytes" })
    .describe("Largest request body; a larger one is answered with 413"),
});
