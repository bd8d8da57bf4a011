import type { RetryOptions } from "./connection_options.ts";

/** Statuses after which the same request may succeed. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether the same request may succeed later. */
export function isTransient(status: number): boolean {
  return TRANSIENT.has(status);
}

/** Whether a request with this answer may have been begun: all but those that were refused at the door. */
export function mayHaveBegun(status: number): boolean {
  return status !== 425 && status !== 429;
}

/**
 * Reads `Retry-After`: seconds or an HTTP date. Source: RFC 9110 §10.2.3.
 *
 * @param header Value of the header, if any.
 * @param nowMs The time now, for dates.
 * @returns Milliseconds to wait, 0 or more; undefined when there is none that can be read.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** When a call is tried again, and when no more. */
export class RetryPolicy {
  readonly #attempts: number;
  readonly #baseMs: number;
  readonly #maxMs: number;

  /** @throws {RangeError} When a number is out of its range. */
  constructor({ attempts = 4, baseMs = 100, maxMs = 5000 }: RetryOptions = {}) {
    if (!Number.isInteger(attempts) || attempts < 1 || attempts > 20) {
      throw new RangeError(`Cannot retry: attempts must be a whole number from 1 to 20, not ${attempts}`);
    }
    if (!(baseMs >= 0) || !(maxMs >= 0)) {
      throw new RangeError("Cannot retry: baseMs and maxMs must be 0 or more");
    }
    [this.#attempts, this.#baseMs, this.#maxMs] = [attempts, baseMs, maxMs];
  }

  /**
   * How long to wait before the next attempt: drawn from 0 to a bound that doubles, and no less than the server asks.
   *
   * @param attempt The attempt that failed, from 1.
   * @param askedMs What the server asks to wait.
   * @returns Milliseconds; undefined when there shall be no further attempt.
   */
  waitMs(attempt: number, askedMs: number | undefined): number | undefined {
    if (attempt >= this.#attempts) return undefined;
    if (askedMs !== undefined && askedMs > this.#maxMs) return undefined;
    const bound = Math.min(this.#maxMs, this.#baseMs * 2 ** (attempt - 1));
    return (askedMs ?? 0) + Math.random() * bound;
  }
}
