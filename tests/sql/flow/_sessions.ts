/** Sessions that meet: one stands in an open transaction while another runs into it. */
import type { Sql } from "postgres";
import type { TestDatabase } from "../../_support/database.ts";
import { backendPid, blockedOn, until } from "../../_support/waiting.ts";

/** A session that holds locks. */
export interface Holder {
  /** Its server process. */
  readonly pid: number;
  /** Ends its transaction. */
  readonly letGo: () => Promise<void>;
}

/** A session whose statement waits for a lock. */
export interface Waiting<T> {
  /** Its server process. */
  readonly pid: number;
  /** What the statement gives, once it may go on. */
  readonly result: Promise<T>;
}

/** Opens a session, its clock at a time if one is given, and a transaction in which something is done. */
export async function hold(
  db: TestDatabase,
  act: (sql: Sql) => Promise<unknown>,
  at?: string,
): Promise<Holder> {
  const sql = at === undefined ? db.connect() : await db.at(at);
  const pid = await backendPid(sql);
  await sql`begin`;
  await act(sql);
  return {
    pid,
    async letGo(): Promise<void> {
      await sql`commit`;
    },
  };
}

/** Sends a statement on a session of its own and waits until it stands still for a lock, or is through. */
export async function blocked<T>(
  db: TestDatabase,
  act: (sql: Sql) => Promise<T>,
  at?: string,
): Promise<Waiting<T>> {
  const sql = at === undefined ? db.connect() : await db.at(at);
  const pid = await backendPid(sql);
  const result = act(sql);
  const through = result.then(() => {}, () => {}); // the error is told to whoever awaits the result
  await Promise.race([blockedOn(db.sql, pid), through]);
  return { pid, result };
}

/** Waits until a session stands still for a lock that a certain other one holds. */
export async function standsBefore(
  db: TestDatabase,
  waiting: Waiting<unknown>,
  holder: Holder,
): Promise<void> {
  await until(async () => {
    const [row] = await db
      .sql`select ${holder.pid}::integer = any (pg_blocking_pids(${waiting.pid})) as stands`;
    return row?.stands === true;
  }, { what: `session ${waiting.pid} to wait for session ${holder.pid}` });
}

/**
 * Lets two sessions meet: the first acts and keeps its transaction open, the second must run into it; then the
 * first commits.
 *
 * @param at The time on both sessions' clocks.
 * @returns What the second gave.
 */
export async function meet<T>(
  db: TestDatabase,
  first: (sql: Sql) => Promise<unknown>,
  second: (sql: Sql) => Promise<T>,
  at?: string,
): Promise<T> {
  const holder = await hold(db, first, at);
  const waiting = await blocked(db, second, at);
  await standsBefore(db, waiting, holder);
  await holder.letGo();
  return await waiting.result;
}
