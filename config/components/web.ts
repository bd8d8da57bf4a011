import { z } from "zod";
import { socketAddress } from "./_socket_address.ts";
import { type LiveConfig, liveSchema } from "./live.ts";
import { type RateLimitsConfig, rateLimitsSchema } from "./rate_limits.ts";

/** How the HTTP API listens. */
export interface WebConfig {
  /** Where the API listens: `host:port`; port 0 lets the system choose. */
  readonly bindAddress: string;
  /** Longest that a request may take: milliseconds, 100 to 600000. */
  readonly requestTimeoutMs: number;
  /** Largest request body: bytes, 1024 to 268435456. */
  readonly maxBodyBytes: number;
  /** Objects and arrays within each other in a request body: 4 to 1000. */
  readonly maxBodyDepth: number;
  /** Origins whose pages may call the API from a browser: `https://app.example.com`; `*` for all, refused in production. */
  readonly corsOrigins: readonly string[];
  /** How long a browser remembers what such pages may send: seconds, 0 to 86400. */
  readonly corsMaxAgeSeconds: number;
  /** Proxies whose `X-Forwarded-For` is believed: addresses or networks like `10.0.0.0/8`. */
  readonly trustedProxies: readonly string[];
  /** How many requests one caller may send. */
  readonly rateLimits: RateLimitsConfig;
  /** How clients follow events. */
  readonly live: LiveConfig;
  /** Where the API's certificate is; without it the API speaks HTTP. */
  readonly tls: TlsConfig;
}

/** Certificate and key of the API: both or none. */
export interface TlsConfig {
  /** File with the certificate and those that lead to its issuer, PEM. */
  readonly certificateFile?: string | undefined;
  /** File with its private key, PEM. */
  readonly keyFile?: string | undefined;
}

/** Rules of `[web]`. */
export const webSchema = z.strictObject({
  bind_address: socketAddress()
    .describe("Where the API listens; port 0 lets the system choose"),
  request_timeout_ms: z.int().min(100).max(600_000).meta({ unit: "ms" })
    .describe("Longest that a request may take before it is answered with 503"),
  max_body_bytes: z.int().min(1024).max(268_435_456).meta({ unit: "bytes" })
    .describe("Largest request body; a larger one is answered with 413"),
  max_body_depth: z.int().min(4).max(1000).meta({ unit: "levels" })
    .describe("Objects and arrays within each other in a request body; a deeper one is answered with 400"),
  cors_origins: z.array(
    z.string().refine(isOrigin, { error: 'must be an origin like "https://app.example.com", or "*"' }),
  )
    .describe("Origins whose pages may call the API from a browser"),
  cors_max_age_seconds: z.int().min(0).max(86_400).meta({ unit: "s" })
    .describe("How long a browser remembers what such pages may send, before it asks again"),
  trusted_proxies: z.array(
    z.string().refine(isNetwork, { error: 'must be an address or a network like "10.0.0.0/8"' }),
  )
    .describe("Proxies whose X-Forwarded-For is believed"),
  rate_limits: rateLimitsSchema.describe("How many requests one caller may send"),
  tls: z.strictObject({
    certificate_file: z.string().min(1).optional()
      .describe(
        "File with the API's certificate and those that lead to its issuer, PEM; the API then speaks HTTPS only",
      ),
    key_file: z.string().min(1).optional().describe("File with the certificate's private key, PEM"),
  })
    .refine(
      ({ certificate_file, key_file }) => (certificate_file === undefined) === (key_file === undefined),
      {
        error: "must have certificate_file and key_file, or neither",
      },
    )
    .describe("Certificate and key of the API: both or none"),
  live: liveSchema.describe("How clients follow events"),
});

function isOrigin(text: string): boolean {
  return text === "*" || (URL.canParse(text) && new URL(text).origin === text);
}

function isNetwork(text: string): boolean {
  return /^([0-9.]+|[0-9a-fA-F:.]+:[0-9a-fA-F:.]*)(\/\d{1,3})?$/.test(text);
}
