import { TaskerError } from "../core/errors.ts";
import { toTaskerError } from "../core/driver_errors.ts";
import type { WorkerDatabase } from "./worker_options.ts";

/** First wait after an error, in milliseconds. */
const FIRST_DELAY_MS = 50;

/** Longest wait after an error, in milliseconds: how late a worker notices that the database is back. */
const MAX_DELAY_MS = 2_000;

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
 * How long an answer may take: the server ends statements and the driver ends attempts to connect, so after this the
 * socket is half open.
 *
 * @param database Where the statement goes.
 */
export function answerDeadlineMs(database: Required<WorkerDatabase>): number {
  return database.statementTimeoutMs + database.connectTimeoutSeconds * 1000;
}

/**
 * Waits for an answer, but not for ever.
 *
 * @param answer The answer.
 * @param ms Milliseconds at most.
 * @throws {TaskerError} `TK503` when none came in time; else what the answer throws.
 */
export async function answered<T>(answer: Promise<T>, ms: number): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const noAnswer = () =>
    reject(
      new TaskerError("TK503", `No answer from the database for ${ms} ms`, {
        hint: "Check that the database runs and can be reached.",
        cause: Object.assign(new Error("No answer"), { code: "NO_ANSWER" }),
      }),
    );
  const timer = setTimeout(noAnswer, ms);
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
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
