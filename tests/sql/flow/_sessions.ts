/** Sessions that meet: one stands in an open transaction while another runs into it. */
import type { Sql } from "postgres";
import type { TestDatabase } from "../../_support/database.ts";
import { backendPid, blockedOn } from "../../_support/waiting.ts";

/** A session whose statement waits for a lock. */
export interface Waiting<T> {
  /** What the statement gives, once it may go on. */
  readonly result: Promise<T>;
}

/**
 * Sends a statement on a session of its own and waits until it stands still for a lock.
 *
 * @param act What to send; it must run into a lock that is held.
 * @param at The time on that session's clock.
 */
export async function blocked<T>(
  db: TestDatabase,
  act: (sql: Sql) => Promise<T>,
  at?: string,
): Promise<Waiting<T>> {
  const sql = at === undefined ? db.connect() : await db.at(at);
  const pid = await backendPid(sql);
  const result = act(sql);
  result.catch(() => {}); // told to whoever awaits the result
  await Promise.race([blockedOn(db.sql, pid), result.then(() => {}, () => {})]);
  return { result };
}

/**
 * Lets two sessions meet: the first acts and keeps its transaction open, the second must run into it; then the
 * first commits.
 *
 * @returns What the second gave.
 */
export async function meet<T>(
  db: TestDatabase,
  first: (sql: Sql) => Promise<unknown>,
  second: (sql: Sql) => Promise<T>,
  at?: string,
): Promise<T> {
  const holder = at === undefined ? db.connect() : await db.at(at);
  await holder`begin`;
  await first(holder);
  const sql = at === undefined ? db.connect() : await db.at(at);
  const pid = await backendPid(sql);
  const result = second(sql);
  result.catch(() => {}); // told below
  await Promise.race([
    blockedOn(db.sql, pid),
    result.then(() => Promise.reject(new Error("The second session did not have to wait"))),
  ]);
  await holder`commit`;
  return await result;
}
