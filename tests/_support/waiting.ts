import type { Sql } from "postgres";

/** Options for {@linkcode until}. */
export interface UntilOptions {
  /** Milliseconds after which the wait fails. @default {10000} */
  readonly deadlineMs?: number;
  /** What is waited for; the failure says it. */
  readonly what?: string;
}

/**
 * Waits until a condition holds, and fails at a deadline: no test sleeps for a guessed time.
 *
 * @param condition Asked again and again; any value but `undefined`, `null` and `false` ends the wait.
 * @returns What the condition gave.
 */
export async function until<T>(
  condition: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  options: UntilOptions = {},
): Promise<T> {
  const deadline = performance.now() + (options.deadlineMs ?? 10_000);
  while (performance.now() < deadline) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`Waited in vain for ${options.what ?? condition.toString()}`);
}

/** Waits until a session stands still for a lock that another session holds. */
export async function blockedOn(sql: Sql, pid: number): Promise<void> {
  await until(async () => {
    const [session] = await sql`
      select a.wait_event_type = 'Lock' as blocked from pg_stat_activity a where a.pid = ${pid}`;
    return session?.blocked === true;
  }, { what: `session ${pid} to wait for a lock` });
}

/** The server process that serves a pool of one connection. */
export async function backendPid(sql: Sql): Promise<number> {
  const [row] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
  return row.pid;
}
