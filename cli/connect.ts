import type { Sql } from "postgres";
import type { DatabaseConfig } from "../config/mod.ts";
import { redactUrl } from "../config/redact.ts";
import { toTaskerError } from "../core/driver_errors.ts";
import { TaskerError } from "../core/errors.ts";

/**
 * Connects and asks the server something at once, so that what is wrong is said before any work begins.
 *
 * @param url Where the database is.
 * @param config Timeouts.
 * @returns A small pool; end it with `await sql.end()`.
 * @throws {TaskerError} `TK503` when the server cannot be reached or refuses, with the reason in plain words.
 */
export async function connectNow(url: string, config: DatabaseConfig): Promise<Sql> {
  const { connect } = await import("../sql/connect.ts");
  const { statementTimeoutMs, connectTimeoutSeconds } = config;
  const sql = connect(url, {
    applicationName: "tasker_cli",
    max: 2,
    statementTimeoutMs,
    connectTimeoutSeconds,
  });
  const silence = Promise.withResolvers<never>();
  // The driver's own timeout ends once something accepts the connection, be it a web server.
  const timer = setTimeout(() => silence.reject(new SilenceError()), connectTimeoutSeconds * 1000);
  try {
    await Promise.race([sql`select 1`, silence.promise]);
    return sql;
  } catch (error) {
    sql.end({ timeout: 0 }).catch(() => {});
    throw explained(url, error, connectTimeoutSeconds);
  } finally {
    clearTimeout(timer);
  }
}

/** Whatever accepted the connection does not speak as PostgreSQL does. */
class SilenceError extends Error {
  readonly code = "CONNECT_TIMEOUT";
}

interface Explanation {
  readonly reason: string;
  readonly hint: string;
}

function explained(url: string, error: unknown, seconds: number): unknown {
  const known = toTaskerError(error);
  if (!(known instanceof TaskerError) || !(error instanceof Error) || known.kind !== "unavailable") {
    return known;
  }
  const code = "code" in error ? String(error.code) : "";
  const { reason, hint } = explanationOf(code, new URL(url), seconds) ??
    { reason: known.message, hint: known.hint };
  return new TaskerError("TK503", `Cannot connect to "${redactUrl(url)}": ${reason}`, {
    cause: error,
    details: known.details,
    hint,
  });
}

function explanationOf(code: string, url: URL, seconds: number): Explanation | undefined {
  const database = decodeURIComponent(url.pathname.slice(1));
  switch (code) {
    case "ECONNREFUSED":
      return {
        reason: "nothing listens there",
        hint: "Start the server, or correct host and port in DATABASE_URL.",
      };
    case "ENOTFOUND":
      return { reason: `there is no host "${url.hostname}"`, hint: "Correct the host in DATABASE_URL." };
    case "CONNECT_TIMEOUT":
      return {
        reason: `no PostgreSQL answered within ${seconds} s`,
        hint: "Correct host and port in DATABASE_URL, or look for a firewall between.",
      };
    case "28P01":
      return url.password === ""
        ? {
          reason: `user "${url.username}" needs a password`,
          hint: "Put the password into DATABASE_URL, or set PGPASSWORD.",
        }
        : {
          reason: `the password of user "${url.username}" is wrong, or there is no such user`,
          hint: "Correct DATABASE_URL.",
        };
    case "3D000":
      return {
        reason: `there is no database "${database}"`,
        hint: `Create it (\`create database "${database}"\`), or correct the name in DATABASE_URL.`,
      };
  }
}
