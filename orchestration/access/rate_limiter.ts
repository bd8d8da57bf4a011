import type { RateLimitsConfig } from "../../config/components/rate_limits.ts";

/** What is left for a caller. */
export interface Allowance {
  /** Whether this request may be answered. */
  readonly isAllowed: boolean;
  /** Requests at once, when nothing was used. */
  readonly limit: number;
  /** Requests that may come at once now. */
  readonly remaining: number;
  /** Seconds until all of them are there again. */
  readonly resetSeconds: number;
  /** Seconds until one more may come; 0 when one may now. */
  readonly retryAfterSeconds: number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** A token bucket for each caller, in a table that never has more than so many: the longest silent is forgotten. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #capacity: number;
  readonly #nowMs: () => number;

  /**
   * Makes a limiter.
   *
   * @param perSecond Tokens that come back a second, above 0.
   * @param burst Tokens that a bucket holds, 1 or more.
   * @param capacity Callers remembered at most.
   * @param nowMs Tells the time in milliseconds; for tests.
   */
  constructor(
    perSecond: number,
    burst: number,
    capacity: number,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#capacity = capacity;
    this.#nowMs = nowMs;
  }

  /** Makes the one for requests, from configuration. */
  static ofRequests({ requestsPerSecond, burst, maxCallers }: RateLimitsConfig): RateLimiter {
    return new RateLimiter(requestsPerSecond, burst, maxCallers);
  }

  /** Makes the one for failed proofs of identity, from configuration. */
  static ofFailures({ failuresPerMinute, maxCallers }: RateLimitsConfig): RateLimiter {
    return new RateLimiter(failuresPerMinute / 60, failuresPerMinute, maxCallers);
  }

  /** Callers that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes a token from a caller's bucket, if there is one. */
  take(caller: string): Allowance {
    const bucket = this.#bucketOf(caller);
    const isAllowed = bucket.tokens >= 1;
    if (isAllowed) bucket.tokens -= 1;
    return this.#allowance(bucket, isAllowed);
  }

  /** Tells what a caller has left, and takes nothing. */
  look(caller: string): Allowance {
    const bucket = this.#bucketOf(caller);
    return this.#allowance(bucket, bucket.tokens >= 1);
  }

  #bucketOf(caller: string): Bucket {
    const nowMs = this.#nowMs();
    const known = this.#buckets.get(caller);
    const bucket = known ?? { tokens: this.#burst, filledAtMs: nowMs };
    bucket.tokens = Math.min(
      bucket.tokens + (nowMs - bucket.filledAtMs) / 1000 * this.#perSecond,
      this.#burst,
    );
    bucket.filledAtMs = nowMs;
    if (known !== undefined) this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket); // last in order: least likely to be forgotten
    if (this.#buckets.size > this.#capacity) {
      const [silent] = this.#buckets.keys();
      this.#buckets.delete(silent!);
    }
    return bucket;
  }

  #allowance({ tokens }: Bucket, isAllowed: boolean): Allowance {
    return {
      isAllowed,
      limit: this.#burst,
      remaining: Math.floor(tokens),
      resetSeconds: Math.ceil((this.#burst - tokens) / this.#perSecond),
      retryAfterSeconds: tokens >= 1 ? 0 : Math.max(Math.ceil((1 - tokens) / this.#perSecond), 1),
    };
  }
}
