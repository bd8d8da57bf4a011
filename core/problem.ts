import { ERRORS, TaskerError } from "./errors.ts";
import type { ErrorCode } from "./errors.ts";
import { redactor } from "./redaction.ts";
import { toTaskerError } from "./driver_errors.ts";

/** Media type of {@linkcode Problem} (RFC 9457). */
export const PROBLEM_TYPE = "application/problem+json";

/** An error as HTTP answers it. Source: RFC 9457. */
export interface Problem {
  /** Identifies the kind of problem: `urn:tasker:error:` and the code. */
  readonly type: string;
  /** What the code means, the same for every occurrence. */
  readonly title: string;
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** What happened this time. */
  readonly detail: string;
  /** Code from {@linkcode ERRORS}. */
  readonly code: ErrorCode;
  /** What to do next. */
  readonly hint?: string;
  /** Every single fault, where the error lists them. */
  readonly errors?: readonly unknown[];
}

/**
 * Writes any error as a problem document. An error that is not tasker's own becomes `TK500`. What a driver
 * says of its own failures stays out: it may name hosts, users and data that the caller must not see; so do secrets.
 *
 * @param error What was caught; driver errors are recognised.
 * @returns The document to answer with.
 */
export function toProblem(error: unknown): Problem {
  const known = toTaskerError(error);
  const shown = known instanceof TaskerError ? known : new TaskerError("TK500", "Internal error");
  const hide = redactor();
  return {
    type: `urn:tasker:error:${shown.code}`,
    title: ERRORS[shown.code].title,
    status: shown.status,
    detail: hide.text(
      shown.status >= 500 && shown.cause !== undefined ? ERRORS[shown.code].title : shown.message,
    ),
    code: shown.code,
    ...(shown.hint === undefined ? {} : { hint: shown.hint }),
    ...(shown.faults.length === 0 ? {} : { errors: hide.value(shown.faults) }),
  };
}
