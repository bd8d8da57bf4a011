import { TaskerError } from "../core/errors.ts";
import { toTaskerError } from "../core/driver_errors.ts";

/** First wait after an error, in milliseconds. */
const FIRST_DELAY_MS = 50;

/** Longest wait after an error, in milliseconds. */
const MAX_DELAY_MS = 5_000;

/**
 * Tells whether a statement failed because of what it carried: the same again would fail again.
 *
 * @param error What the call threw.
 */
export function isFaultOfData(error: unknown): boolean {
  const known = toTaskerError(error);
  if (known instanceof TaskerError) return known.kind === "usage";
  const code = known instanceof Error && "code" in known ? String(known.code) : "";
  return /^(22|23|54)...$/.test(code);
}

/** Tells whether the database was away, or the connection was lost. */
export function isOutage(error: unknown): boolean {
  const known = toTaskerError(error);
  return known instanceof TaskerError && known.kind === "unavailable";
}

/**
 * How long to wait after the nth error in a row, in milliseconds: exponential, with jitter.
 *
 * @param failures Errors so far, 1 or more.
 */
export function errorDelayMs(failures: number): number {
  const delay = Math.min(FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 20), MAX_DELAY_MS);
  return delay * (0.5 + Math.random() / 2);
}

/**
 * Waits; a signal cuts the wait short.
 *
 * @param ms Milliseconds.
 * @param signal Ends the wait, without an error.
 */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
