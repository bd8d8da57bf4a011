import type { Context } from "hono";
import type { HTTPException } from "hono/http-exception";
import { toTaskerError } from "../../core/driver_errors.ts";
import { TaskerError } from "../../core/errors.ts";
import { type Problem, PROBLEM_TYPE, toProblem } from "../../core/problem.ts";
import { inHttpWords } from "./http_words.ts";

/** Seconds after which a caller may try again, by status. */
const RETRY_AFTER_SECONDS: Readonly<Record<number, number>> = { 429: 1, 503: 5 };

/** What an {@linkcode HTTPException} of Hono's says in our words, by status. */
const MESSAGES: Readonly<Record<number, string>> = {
  400: "Cannot read the request: its body is not JSON",
  415: "Cannot read the request: its body is not declared as JSON",
};

/** What to do about it, by status. */
const HINTS: Readonly<Record<number, string>> = {
  415: "Send the header Content-Type: application/json.",
};

/**
 * Answers with a problem document.
 *
 * @param c Context of the request.
 * @param error What was caught; driver errors are recognised, and what they say of the server stays here.
 * @param status HTTP status, where it is not the one of the error's kind.
 */
export function problemResponse(c: Context, error: unknown, status?: number): Response {
  const problem = problemOf(error);
  const answer = { ...problem, status: status ?? problem.status };
  const retryAfter = (error instanceof TaskerError ? error.retryAfterSeconds : undefined) ??
    RETRY_AFTER_SECONDS[answer.status];
  if (retryAfter !== undefined) c.header("Retry-After", String(Math.ceil(retryAfter)));
  return c.body(JSON.stringify(answer), answer.status as 500, { "Content-Type": PROBLEM_TYPE });
}

/** Says in tasker's words what Hono's own validation refused. */
export function fromHttpException({ status }: HTTPException): TaskerError {
  return new TaskerError("TK001", MESSAGES[status] ?? "Cannot read the request", { hint: HINTS[status] });
}

/**
 * Writes any error as a problem document for callers over HTTP. A driver's text names hosts, users and databases, a hint of the
 * database its functions: callers need not know the former, and are told of routes instead of the latter.
 *
 * @param error What was caught.
 */
export function problemOf(error: unknown): Problem {
  const known = toTaskerError(error);
  if (!(known instanceof TaskerError) || known.kind !== "unavailable" || known.cause === undefined) {
    const { hint, ...problem } = toProblem(known);
    const said = inHttpWords(hint);
    return said === undefined ? problem : { ...problem, hint: said };
  }
  return toProblem(
    new TaskerError(known.code, "The database is not available at the moment", {
      hint: "Try again in a moment.",
    }),
  );
}
