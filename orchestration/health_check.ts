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
