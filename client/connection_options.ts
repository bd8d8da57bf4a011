/** What a secret is refused for, told to a function that gives one. */
export interface SecretRequest {
  /** Whether the API has just refused the secret that the function gave before: time for a fresh one. */
  readonly isRefused: boolean;
}

/** A secret, or a function that gives one; asked before every request, and once more when the API refused it. */
export type Secret = string | ((request: SecretRequest) => string | Promise<string>);

/** The trace that a call belongs to. Source: W3C Trace Context. */
export interface TraceContext {
  /** `00-<32 hex digits>-<16 hex digits>-<2 hex digits>`. */
  readonly traceparent: string;
  /** What tracing systems add to it. */
  readonly tracestate?: string;
}

/** How calls are tried again. Waits are drawn at random up to a bound that doubles (full jitter). */
export interface RetryOptions {
  /**
   * Attempts in all, 1 to 20; 1 tries nothing again.
   *
   * @default {4}
   */
  readonly attempts?: number;
  /**
   * Bound of the first wait, in milliseconds.
   *
   * @default {100}
   */
  readonly baseMs?: number;
  /**
   * Greatest bound of a wait, in milliseconds; a longer `Retry-After` ends the attempts.
   *
   * @default {5000}
   */
  readonly maxMs?: number;
}

/** Options of a {@linkcode TaskerClient}. */
export interface ConnectionOptions {
  /** Where the API is: `http://127.0.0.1:8080`, with a path where it lies below one. */
  readonly url: string;
  /** API key, sent as `X-API-Key`. */
  readonly apiKey?: Secret;
  /** Token, sent as `Authorization: Bearer`. */
  readonly token?: Secret;
  /**
   * Further headers of every request.
   *
   * @default {{}}
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Longest that a call may take, its retries included, in milliseconds.
   *
   * @default {30000}
   */
  readonly timeoutMs?: number;
  /**
   * Longest that one attempt of a call may take, in milliseconds.
   *
   * @default {10000}
   */
  readonly attemptTimeoutMs?: number;
  /** How calls are tried again after network errors and `408 425 429 500 502 503 504`. */
  readonly retry?: RetryOptions;
  /**
   * Gives the trace in whose name a call is made, such as the active span's.
   *
   * @default {undefined} a new trace for each call
   */
  readonly traceContext?: () => TraceContext | undefined;
  /**
   * Sends requests.
   *
   * @default {globalThis.fetch}
   */
  readonly fetch?: typeof globalThis.fetch;
}

/** Options of a single call. */
export interface CallOptions {
  /** Gives the call up. */
  readonly signal?: AbortSignal | undefined;
  /** Longest that the call may take, its retries included, in milliseconds; the client's unless given. */
  readonly timeoutMs?: number | undefined;
  /** The trace that the call belongs to; the client's `traceContext` is asked unless given. */
  readonly traceContext?: TraceContext | undefined;
}
