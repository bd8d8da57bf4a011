import { type ErrorCode, isErrorCode, TaskerError } from "./errors.ts";

/** What a PostgreSQL driver or the network puts on the errors it throws. */
interface DriverError {
  readonly code?: unknown;
  readonly message?: string;
  readonly detail?: string;
  readonly hint?: string;
}

interface Meaning {
  readonly code: ErrorCode;
  readonly hint?: string;
}

const AWAY: Meaning = {
  code: "TK503",
  hint: "Check that the database runs and can be reached, then try again.",
};
const RETRY: Meaning = { code: "TK503", hint: "Try again." };
const MALFORMED: Meaning = { code: "TK001" };
const NOT_STORABLE: Meaning = {
  code: "TK005",
  hint: "Remove \\u0000 and lone surrogates from the text; PostgreSQL cannot store them.",
};
const REFUSED: Meaning = { code: "TK503", hint: "Check user, password and database name in DATABASE_URL." };

/** SQLSTATEs (or their two-character classes) and driver codes, and what they mean to a caller of tasker. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  "08": AWAY, // connection exceptions
  "22P02": MALFORMED, // malformed uuid, number, JSON
  "22P05": NOT_STORABLE, // \u0000 inside JSON
  "22021": NOT_STORABLE, // 0x00 inside text
  "22023": MALFORMED, // argument of a function out of range
  "22003": MALFORMED, // number out of range
  "22007": MALFORMED, // malformed time
  "22008": MALFORMED, // time out of range
  "28": REFUSED, // wrong user or password
  "3D000": REFUSED, // no such database
  "3F000": { code: "TK503", hint: "Run `tasker migrate`; the schema is not installed." },
  "40": RETRY, // deadlock, serialization failure
  "53": AWAY, // out of connections, memory, disk
  "54": { code: "TK004" }, // larger than PostgreSQL stores
  "55P03": RETRY, // lock timeout
  "57014": RETRY, // statement timeout
  "57P": AWAY, // shutdown, crash, starting up
  CONNECTION_CLOSED: AWAY,
  CONNECTION_DESTROYED: AWAY,
  CONNECTION_ENDED: AWAY,
  CONNECT_TIMEOUT: AWAY,
  NO_ANSWER: AWAY, // sql/_deadline.ts
  ECONNREFUSED: AWAY,
  ECONNRESET: AWAY,
  EHOSTUNREACH: AWAY,
  ENOTFOUND: AWAY,
  EPIPE: AWAY,
  ETIMEDOUT: AWAY,
};

function meaningOf(code: string, detail: string | undefined): Meaning | undefined {
  if (isErrorCode(code)) return { code };
  if (code === "22P02" && detail?.includes("surrogate")) return NOT_STORABLE;
  return MEANINGS[code] ??
    (/^[0-9A-Z]{5}$/.test(code) ? MEANINGS[code.slice(0, 3)] ?? MEANINGS[code.slice(0, 2)] : undefined);
}

/**
 * Turns what a driver threw into a {@linkcode TaskerError} where its SQLSTATE or
 * network code has a meaning for callers, and hands back anything else untouched.
 *
 * @param error What was caught.
 * @returns A `TaskerError` whose `cause` is `error`, or `error` itself.
 */
export function toTaskerError(error: unknown): unknown {
  if (error instanceof TaskerError || !(error instanceof Error)) return error;
  const { code, message, detail, hint }: DriverError = error;
  if (typeof code !== "string") return error;
  const meaning = meaningOf(code, detail);
  if (meaning === undefined) return error;
  return new TaskerError(meaning.code, message ?? code, {
    cause: error,
    details: detail,
    hint: hint ?? meaning.hint,
  });
}

/** SQLSTATEs and driver codes of a database that is away, as opposed to one that refuses or is slow. */
const OUTAGE = new RegExp(
  "^(08...|28...|3D000|53...|57P..|CONNECTION_(CLOSED|DESTROYED|ENDED)|CONNECT_TIMEOUT|NO_ANSWER|" +
    "ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENOTFOUND|EPIPE|ETIMEDOUT)$",
);

/**
 * Tells whether an error says that the database is away: nothing came of the call, and the next one will fail as well.
 * A deadlock, a lock that was not given or a statement that took too long is no outage.
 *
 * @param error What was caught.
 */
export function isOutage(error: unknown): boolean {
  const cause = error instanceof TaskerError && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error && "code" in cause && OUTAGE.test(String(cause.code));
}
