import type { Sql } from "postgres";
import { TaskerError } from "../core/errors.ts";

/** Connections that one part of a process may open. */
export interface ConnectionNeed {
  /** What decides their number: a key of the configuration, or words. */
  readonly what: string;
  /** Connections at most. */
  readonly count: number;
}

interface ServerLimits {
  /** `max_connections`, without those kept for superusers. */
  readonly allowed: number;
  /** Sessions that are open, of all programs. */
  readonly used: number;
}

/**
 * Compares what a process may open with what the server allows, so that it does not find out under load.
 *
 * @param sql Connection to ask on.
 * @param needs What each part of the process may open.
 * @param reserve Connections to leave to others, 0 or more.
 * @returns A warning when the server has not that many free at the moment; undefined when all is well.
 * @throws {TaskerError} `TK001` when the server could never give as many; it names the keys.
 */
export async function checkConnectionBudget(
  sql: Sql,
  needs: readonly ConnectionNeed[],
  reserve: number,
): Promise<string | undefined> {
  const needed = needs.reduce((sum, { count }) => sum + count, 0);
  const [limits] = await sql<ServerLimits[]>`
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
             - coalesce(current_setting('reserved_connections', true)::int, 0) as allowed,
           (select count(*)::int from pg_stat_activity a where a.backend_type = 'client backend') as used`;
  if (limits === undefined) return undefined;
  const list = needs.map(({ what, count }) => `${what} ${count}`).join(", ");
  if (needed + reserve > limits.allowed) {
    throw new TaskerError(
      "TK001",
      `Cannot start: this process may open ${needed} connections (${list}), the server allows ${limits.allowed}, ` +
        `of which ${reserve} are for others`,
      {
        hint:
          "Lower database.pool.* or database.reserved_connections, or raise max_connections of the server.",
      },
    );
  }
  const free = limits.allowed - limits.used;
  if (needed + reserve <= free) return undefined;
  return `This process may open ${needed} connections (${list}), and the server has ${
    Math.max(free, 0)
  } free of ` +
    `${limits.allowed}: lower database.pool.* somewhere, or raise max_connections`;
}
