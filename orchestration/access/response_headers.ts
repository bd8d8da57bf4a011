import type { Context } from "hono";
import type { WebConfig } from "../../config/components/web.ts";
import type { Allowance } from "./rate_limiter.ts";

/** Headers that a page of another origin may read. */
const EXPOSED = [
  "ETag",
  "Location",
  "Retry-After",
  "RateLimit-Limit",
  "RateLimit-Remaining",
  "RateLimit-Reset",
  "X-Request-Id",
].join(", ");

/** Headers that a page of another origin may send. */
const ALLOWED = [
  "Authorization",
  "Content-Type",
  "Idempotency-Key",
  "If-None-Match",
  "Last-Event-ID",
  "Prefer",
  "Traceparent",
  "Tracestate",
  "X-Api-Key",
  "X-Reason",
  "X-Request-Id",
].join(", ");

/** Seconds that a browser that came over HTTPS will not come otherwise. */
const HSTS_SECONDS = 31_536_000;

/**
 * Tells browsers what not to do with an answer. A route that needs it otherwise, such as a page, says so itself. Source: OWASP REST
 * security cheat sheet.
 *
 * @param isHttps Whether the caller came over HTTPS.
 */
export function setSecurityHeaders(c: Context, isHttps: boolean): void {
  c.header("X-Content-Type-Options", "nosniff");
  c.header("X-Frame-Options", "DENY");
  c.header("Referrer-Policy", "no-referrer");
  c.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  c.header("Cross-Origin-Resource-Policy", "same-origin");
  c.header("Cache-Control", "no-store");
  if (isHttps) c.header("Strict-Transport-Security", `max-age=${HSTS_SECONDS}`);
}

/** Tells a caller what is left of its allowance. Source: draft-ietf-httpapi-ratelimit-headers-07. */
export function setRateLimitHeaders(c: Context, allowance: Allowance): void {
  c.header("RateLimit-Limit", String(allowance.limit));
  c.header("RateLimit-Remaining", String(allowance.remaining));
  c.header("RateLimit-Reset", String(allowance.resetSeconds));
}

/** Lets pages of some origins call the API from a browser. Source: the Fetch standard, CORS protocol. */
export class Cors {
  readonly #origins: ReadonlySet<string>;

  readonly #maxAgeSeconds: number;

  /** Makes it. */
  constructor({ corsOrigins, corsMaxAgeSeconds }: Pick<WebConfig, "corsOrigins" | "corsMaxAgeSeconds">) {
    this.#origins = new Set(corsOrigins);
    this.#maxAgeSeconds = corsMaxAgeSeconds;
  }

  /** Sets what a browser looks for; gives the whole answer to a browser that asks before it sends. */
  answer(c: Context): Response | undefined {
    if (this.#origins.size === 0) return undefined;
    const origin = c.req.header("Origin");
    if (!this.#origins.has("*")) c.header("Vary", "Origin");
    if (origin === undefined || !(this.#origins.has("*") || this.#origins.has(origin))) return undefined;
    c.header("Access-Control-Allow-Origin", this.#origins.has("*") ? "*" : origin);
    c.header("Cross-Origin-Resource-Policy", "cross-origin");
    c.header("Access-Control-Expose-Headers", EXPOSED);
    if (c.req.method !== "OPTIONS" || c.req.header("Access-Control-Request-Method") === undefined) {
      return undefined;
    }
    c.header("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
    c.header("Access-Control-Allow-Headers", ALLOWED);
    c.header("Access-Control-Max-Age", String(this.#maxAgeSeconds));
    return c.body(null, 204);
  }
}
