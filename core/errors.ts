/**
 * The errors tasker raises, and the one table that says what each means.
 *
 * @module
 */
import type { Fault } from "./fault.ts";

/** What a caller can do about an error; decides the HTTP status. */
export type ErrorKind =
  | "usage" // the call is wrong and will stay wrong
  | "unauthenticated" // nobody said who calls, or not convincingly
  | "forbidden" // the caller may not do this
  | "not_found"
  | "conflict" // the state does not allow it
  | "lease_lost" // somebody else holds the step now; drop the work
  | "limited" // try again later, as is
  | "unavailable" // the database is away; try again
  | "internal"; // a defect of tasker's

/** HTTP status of each kind of error. */
export const STATUS_BY_KIND: Readonly<Record<ErrorKind, number>> = {
  usage: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  lease_lost: 409,
  limited: 429,
  unavailable: 503,
  internal: 500,
};

/** Every code with its kind and its title. SQL raises `TK0xx` to `TK4xx` (a test compares), TypeScript adds `TK5xx`. */
export const ERRORS: Readonly<Record<ErrorCode, { readonly kind: ErrorKind; readonly title: string }>> = {
  TK001: { kind: "usage", title: "Argument out of range or malformed" },
  TK002: { kind: "usage", title: "Template invalid" },
  TK003: { kind: "usage", title: "Context does not match the input schema" },
  TK004: { kind: "usage", title: "Payload too large" },
  TK005: { kind: "usage", title: "Payload cannot be stored as JSON" },
  TK006: { kind: "usage", title: "Idempotency key missing" },
  TK008: { kind: "usage", title: "Sensitive value not sealed" },
  TK009: { kind: "usage", title: "No such route" },
  TK010: { kind: "usage", title: "Method not allowed" },
  TK101: { kind: "not_found", title: "No such task" },
  TK102: { kind: "not_found", title: "No such step" },
  TK103: { kind: "not_found", title: "No such template" },
  TK104: { kind: "not_found", title: "No such worker" },
  TK105: { kind: "not_found", title: "No such queue" },
  TK106: { kind: "not_found", title: "No such investigation" },
  TK107: { kind: "not_found", title: "No such system, map or annotation" },
  TK108: { kind: "not_found", title: "No such API key" },
  TK109: { kind: "not_found", title: "No such user" },
  TK201: { kind: "conflict", title: "Template version already published with another graph" },
  TK202: { kind: "conflict", title: "Task state does not allow it" },
  TK203: { kind: "conflict", title: "Step state does not allow it" },
  TK205: { kind: "conflict", title: "Investigation is closed" },
  TK206: { kind: "conflict", title: "Name is taken" },
  TK207: { kind: "conflict", title: "API key has ended" },
  TK208: { kind: "conflict", title: "Log is append-only" },
  TK210: { kind: "conflict", title: "Program too old for the database" },
  TK301: { kind: "lease_lost", title: "Lease lost" },
  TK401: { kind: "limited", title: "Limited, try again later" },
  TK500: { kind: "internal", title: "Internal error" },
  TK503: { kind: "unavailable", title: "Database unavailable" },
  TK510: { kind: "unavailable", title: "Saturated, try again later" },
  TK511: { kind: "unavailable", title: "Circuit open, try again later" },
  TK520: { kind: "unavailable", title: "Secret key missing" },
  TK521: { kind: "internal", title: "Sealed value does not open" },
  TK601: { kind: "unauthenticated", title: "Credential missing or not valid" },
  TK602: { kind: "forbidden", title: "Not permitted" },
};

/** Five-character SQLSTATE of class `TK`, the same in SQL, HTTP and logs. */
export type ErrorCode =
  | "TK001"
  | "TK002"
  | "TK003"
  | "TK004"
  | "TK005"
  | "TK006"
  | "TK008"
  | "TK009"
  | "TK010"
  | "TK101"
  | "TK102"
  | "TK103"
  | "TK104"
  | "TK105"
  | "TK106"
  | "TK107"
  | "TK108"
  | "TK109"
  | "TK201"
  | "TK202"
  | "TK203"
  | "TK205"
  | "TK206"
  | "TK207"
  | "TK208"
  | "TK210"
  | "TK301"
  | "TK401"
  | "TK500"
  | "TK503"
  | "TK510"
  | "TK511"
  | "TK520"
  | "TK521"
  | "TK601"
  | "TK602";

/** Options for {@linkcode TaskerError}. */
export interface TaskerErrorOptions extends ErrorOptions {
  /** The state that was met: text, or a JSON array of faults. */
  readonly details?: string | undefined;
  /** What to do next, in one sentence. */
  readonly hint?: string | undefined;
  /** Seconds after which it may go better: HTTP's `Retry-After`. */
  readonly retryAfterSeconds?: number | undefined;
}

/** An error that tasker's SQL, API or worker raised on purpose. */
export class TaskerError extends Error {
  /** Its name, for logs. */
  override readonly name = "TaskerError";
  /** Which error it is; a key of {@linkcode ERRORS}. */
  readonly code: ErrorCode;
  /** What a caller can do about it. */
  readonly kind: ErrorKind;
  /** The state that was met: text, or a JSON array of faults. */
  readonly details: string | undefined;
  /** What to do next. */
  readonly hint: string | undefined;
  /** Seconds after which it may go better, where that is known. */
  readonly retryAfterSeconds: number | undefined;

  /**
   * Makes an error.
   *
   * @param code Key of {@linkcode ERRORS}.
   * @param message What failed, in sentence case and without a final period.
   * @param options Details, hint and cause.
   */
  constructor(code: ErrorCode, message: string, options: TaskerErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.kind = ERRORS[code].kind;
    this.details = options.details;
    this.hint = options.hint;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** HTTP status that says the same, 400 to 503. */
  get status(): number {
    return STATUS_BY_KIND[this.kind];
  }

  /** The faults listed in the details (`TK002`, `TK003`, `TK201`); empty for other errors. */
  get faults(): readonly Fault[] {
    if (!this.details?.startsWith("[")) return [];
    try {
      return JSON.parse(this.details);
    } catch {
      return [];
    }
  }
}

/**
 * Tells whether a text is one of tasker's error codes.
 *
 * @param code Any value, such as a driver error's `code`.
 * @returns Whether it is a key of {@linkcode ERRORS}.
 */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERRORS, code);
}
