import type { Sql } from "postgres";

/** How something is. */
export interface HealthReport {
  /** In one word; only `unhealthy` makes a process not ready. */
  readonly status: "healthy" | "degraded" | "unhealthy";
  /** Why, unless it is healthy. */
  readonly message?: string;
}

/** A question that tells whether a part of the process works. */
export interface HealthCheck {
  /** Name in the answer, such as `web_database`. */
  readonly name: string;
  /** Whether only `/health/detailed` asks it. @default {false} */
  readonly isDetail?: boolean;
  /** Asks; an exception counts as unhealthy. */
  readonly check: () => Promise<HealthReport> | HealthReport;
}

/**
 * Makes the check of a database.
 *
 * @param name Name in the answer.
 * @param sql Pool to ask on.
 */
export function databaseCheck(name: string, sql: Sql): HealthCheck {
  return {
    name,
    check: async () => {
      await sql`select 1`;
      return { status: "healthy" };
    },
  };
}

/** Share of the server's sessions from which it is nearly full. */
const NEARLY_FULL = 0.9;

/**
 * Makes the check of how many sessions the server still has.
 *
 * @param sql Pool to ask on.
 */
export function serverConnectionsCheck(sql: Sql): HealthCheck {
  return {
    name: "server_connections",
    isDetail: true,
    check: async () => {
      const [row] = await sql<[{ used: number; most: number }]>`
        select (select count(*) from pg_stat_activity where backend_type = 'client backend')::int as used,
               current_setting('max_connections')::int as most`;
      const message = `${row.used} of ${row.most} in use`;
      return { status: row.used < row.most * NEARLY_FULL ? "healthy" : "degraded", message };
    },
  };
}

/**
 * Makes the check of the session that listens for the API.
 *
 * @param listener It.
 */
export function listenerCheck(listener: { readonly isListening: boolean }): HealthCheck {
  return {
    name: "web_listener",
    isDetail: true,
    check: () =>
      listener.isListening ? { status: "healthy" } : {
        status: "degraded",
        message: "Notifications do not arrive: what is remembered lives for seconds only",
      },
  };
}

/**
 * Makes the check of a PostgreSQL server that this process started.
 *
 * @param ended Resolves when the server ends by itself.
 */
export function embeddedServerCheck(ended: Promise<void>): HealthCheck {
  let hasEnded = false;
  void ended.then(() => hasEnded = true);
  return {
    name: "embedded_server",
    check: () =>
      hasEnded
        ? { status: "unhealthy", message: "The embedded PostgreSQL server ended" }
        : { status: "healthy" },
  };
}
