import { PermanentError, RetryableError } from "../core/handler_errors.ts";
import type { StepFailure } from "../core/wire.ts";

/** Longest message that is stored, in UTF-16 units. */
const MAX_MESSAGE_LENGTH = 8_000;

/** Most frames of a backtrace that are stored. */
const MAX_FRAMES = 30;

/** A failure, and when to try again. */
export interface Failed {
  /** What to report. */
  readonly failure: StepFailure;
  /** How long to wait before the next attempt, in seconds; `undefined`: the step's backoff decides. */
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * Makes a failure to report out of what a handler threw: `PermanentError` is final, anything else may be tried again.
 *
 * @param error What was thrown; any value.
 * @returns A failure that can be stored whatever it contains.
 */
export function toFailed(error: unknown): Failed {
  const { message, stack, errorCode, retryAfterSeconds } = partsOf(error);
  const errorType = errorTypeOf(error);
  return {
    failure: failureOf(message, errorType, {
      retryable: errorType !== "permanent_error",
      ...(errorCode === undefined ? {} : { errorCode: storable(errorCode) }),
      ...(stack === undefined ? {} : { backtrace: framesOf(stack) }),
    }),
    retryAfterSeconds,
  };
}

/**
 * Makes a failure of the worker's own.
 *
 * @param message What failed.
 * @param errorType Kind of error.
 * @param more Whether it may be tried again, code, backtrace.
 */
export function failureOf(message: string, errorType: string, more: Partial<StepFailure> = {}): StepFailure {
  return { message: storable(message).slice(0, MAX_MESSAGE_LENGTH).toWellFormed(), errorType, ...more };
}

/** By class, or by name: a handler may bring another copy of the package. */
function errorTypeOf(error: unknown): string {
  if (!(error instanceof Error)) return "handler_error";
  if (error instanceof PermanentError || error.name === "PermanentError") return "permanent_error";
  if (error instanceof RetryableError || error.name === "RetryableError") return "retryable_error";
  return "handler_error";
}

/** What is known of a thrown value. */
function partsOf(error: unknown): {
  message: string;
  stack?: string;
  errorCode?: string;
  retryAfterSeconds?: number;
} {
  if (!(error instanceof Error)) return { message: describe(error) };
  const { errorCode, retryAfterSeconds } = error as { errorCode?: unknown; retryAfterSeconds?: unknown };
  return {
    message: error.message === "" ? error.name : error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(typeof errorCode === "string" ? { errorCode } : {}),
    ...(typeof retryAfterSeconds === "number" && Number.isFinite(retryAfterSeconds)
      ? { retryAfterSeconds }
      : {}),
  };
}

function describe(value: unknown): string {
  try {
    return typeof value === "string" ? value : JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

function framesOf(stack: string): string[] {
  return stack.split("\n").filter((line) => line.trimStart().startsWith("at ")).slice(0, MAX_FRAMES)
    .map((line) => storable(line.trim()));
}

/** Replaces what PostgreSQL cannot store in a text. */
function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").toWellFormed();
}
