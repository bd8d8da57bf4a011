/** Options for {@linkcode PermanentError}. */
export interface PermanentErrorOptions extends ErrorOptions {
  /** The handler's own code for this failure, such as `card_declined`; stored with the error. */
  readonly errorCode?: string | undefined;
}

/** Options for {@linkcode RetryableError}. */
export interface RetryableErrorOptions extends PermanentErrorOptions {
  /**
   * How long to wait before the next attempt, in seconds, 0 or more; beats the step's backoff.
   *
   * @default {undefined} the step's backoff decides
   */
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * Thrown by a handler when trying again cannot help: the step fails at once.
 *
 * @example Usage
 * ```ts
 * import { PermanentError } from "@tasker/tasker";
 *
 * export function charge(card: { declined: boolean }): void {
 *   if (card.declined) throw new PermanentError("Card declined", { errorCode: "card_declined" });
 * }
 * ```
 */
export class PermanentError extends Error {
  /** Its name; stored as the error's type. */
  override readonly name = "PermanentError";
  /** The handler's own code for this failure. */
  readonly errorCode: string | undefined;

  /**
   * Makes an error.
   *
   * @param message What failed.
   * @param options Code and cause.
   */
  constructor(message: string, options: PermanentErrorOptions = {}) {
    super(message, options);
    this.errorCode = options.errorCode;
  }
}

/** Thrown by a handler when another attempt may succeed; what any other error means too, without the hint. */
export class RetryableError extends Error {
  /** Its name; stored as the error's type. */
  override readonly name = "RetryableError";
  /** The handler's own code for this failure. */
  readonly errorCode: string | undefined;
  /** How long to wait before the next attempt, in seconds. */
  readonly retryAfterSeconds: number | undefined;

  /**
   * Makes an error.
   *
   * @param message What failed.
   * @param options Delay, code and cause.
   * @throws {RangeError} If `retryAfterSeconds` is negative or not a number.
   */
  constructor(message: string, options: RetryableErrorOptions = {}) {
    super(message, options);
    const { retryAfterSeconds, errorCode } = options;
    if (retryAfterSeconds !== undefined && !(retryAfterSeconds >= 0)) {
      throw new RangeError(`Cannot retry after ${retryAfterSeconds} seconds: it must be 0 or more`);
    }
    this.errorCode = errorCode;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
