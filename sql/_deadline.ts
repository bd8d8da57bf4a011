import type { Sql } from "postgres";
import type { Breaker } from "../core/breaker.ts";
import { isOutage } from "../core/driver_errors.ts";
import { TaskerError } from "../core/errors.ts";
import { METRICS } from "../core/telemetry/metrics.ts";

/** Options for {@linkcode guarded}. */
export interface GuardOptions {
  /** Opens the driver's pool; called again when a connection of it does not answer any more. */
  readonly open: () => Sql;
  /** Longest that a statement may take, the wait for a connection included: milliseconds. */
  readonly deadlineMs: number;
  /** Refuses statements while the database is away. */
  readonly breaker?: Breaker | undefined;
}

/** Seconds that the statements of a pool get which is replaced because one of its connections is dead. */
const LEAVE_SECONDS = 5;

/** What the driver's queries have besides what their types tell (postgres 3.4.9, src/query.js). */
interface DriverQuery extends Promise<unknown> {
  handler: (query: DriverQuery) => void;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  /** The server process that runs it; null while it waits for a connection. */
  readonly state: object | null;
  cancel(): void;
}

/** What the driver's pools have besides what their types tell: ends each connection as soon as it is idle. */
type Closable = Sql & { close(): Promise<void> };

type Begin = (options: string, work: (sql: Sql) => unknown) => Promise<unknown>;

/** The connection does not answer, though the server would have ended the statement by now: its socket is half open. */
class NoAnswerError extends Error {
  readonly code = "NO_ANSWER";
}

/**
 * Puts a deadline on every statement of a pool, and a circuit breaker before it. The server ends statements by its own
 * timeout; what is not answered long after that waits at a socket whose other end is gone. Then the pool is replaced:
 * the statements of its other connections get some seconds, the dead connection is dropped.
 *
 * @param options Pool, deadline and breaker.
 * @returns What looks like the pool.
 */
export function guarded(options: GuardOptions): Sql {
  const { open, deadlineMs, breaker } = options;
  let current = open();
  const leaving = new Map<Sql, ReturnType<typeof setTimeout>>();
  let answers = 0;

  function replace(dead: Sql): void {
    if (dead !== current) return;
    current = open();
    void (dead as Closable).close();
    leaving.set(dead, setTimeout(() => void drop(dead, 0), LEAVE_SECONDS * 1000));
  }

  async function drop(pool: Sql, timeout: number): Promise<void> {
    clearTimeout(leaving.get(pool));
    await pool.end({ timeout }).catch(() => {});
    leaving.delete(pool);
  }

  function late(pool: Sql): NoAnswerError {
    replace(pool);
    return new NoAnswerError(`No answer from the database for ${deadlineMs} ms`);
  }

  /** Waiting for a connection says nothing against the database, while it answers others. */
  function busy(): TaskerError {
    METRICS.refusals.of("connections").add();
    return new TaskerError("TK510", `No connection to the database came free within ${deadlineMs} ms`, {
      hint: "Try again in a moment; if it happens often, raise database.pool.",
    });
  }

  /** Watches a query from the moment it is sent until it is answered. */
  function watch(pool: Sql, value: unknown, guard?: Breaker): unknown {
    if (!isQuery(value)) return value;
    const { handler } = value;
    value.handler = (query) => {
      let ticket: ReturnType<Breaker["enter"]> | undefined;
      try {
        ticket = guard?.enter();
      } catch (error) {
        return query.reject(error);
      }
      const { resolve, reject } = query;
      const answersBefore = answers;
      let isOver = false;
      const over = (settle: () => void, error?: unknown) => {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        if (ticket !== undefined) guard?.leave(ticket, error);
        settle();
      };
      const timer = setTimeout(() => {
        const isSent = query.state !== null;
        const error = isSent || answers === answersBefore ? late(pool) : busy();
        over(() => reject(error), error);
        if (!isSent) query.cancel();
      }, deadlineMs);
      query.resolve = (answer) => {
        answers += 1;
        over(() => resolve(answer));
      };
      query.reject = (error) => {
        if (!isOver && !isOutage(error)) answers += 1;
        over(() => reject(error), error);
      };
      handler(query);
    };
    return value;
  }

  /**
   * Runs a transaction. Once its connection is lost nothing more is sent on it, not even a rollback: the driver would
   * write to a socket that is gone, and end the process (postgres 3.4.9, src/connection.js, nextWrite).
   */
  async function begin(pool: Sql, settings: string, work: (sql: Sql) => unknown): Promise<unknown> {
    const lost = Promise.withResolvers<never>();
    lost.promise.catch(() => {});
    let loss: unknown;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lose = (error: unknown) => lost.reject(loss ??= error);
    const expect = () => timer = setTimeout(() => lose(late(pool)), deadlineMs);
    const scope = async (sql: Sql) => {
      clearTimeout(timer);
      try {
        const value = await work(
          face(() => sql, (_, part) => loss === undefined ? watch(pool, part) : refuse(part, loss)),
        );
        if (loss === undefined) {
          expect();
          return value;
        }
      } catch (error) {
        if (loss === undefined && !isOutage(error)) {
          expect();
          throw error;
        }
        lose(error);
      }
      return await new Promise(() => {});
    };
    const run = () => {
      expect();
      const transaction = (pool.begin as unknown as Begin)(settings, scope);
      transaction.catch(lose);
      return Promise.race([transaction, lost.promise]);
    };
    try {
      return breaker === undefined ? await run() : await breaker.run(run);
    } finally {
      clearTimeout(timer);
    }
  }

  const overrides: Readonly<Record<string, unknown>> = {
    begin: (settings: unknown, work?: (sql: Sql) => unknown) =>
      typeof settings === "function"
        ? begin(current, "", settings as (sql: Sql) => unknown)
        : begin(current, String(settings), work!),
    end: async (settings?: { readonly timeout?: number }) => {
      const timeout = Math.min(settings?.timeout ?? LEAVE_SECONDS, LEAVE_SECONDS);
      const left = Array.from(leaving.keys(), (pool) => drop(pool, timeout));
      await Promise.all([current.end(settings), ...left]);
    },
  };
  return face(() => current, (pool, value) => watch(pool, value, breaker), overrides);
}

/** Something that looks like a pool or a transaction: its queries go through a function first. */
function face(
  pool: () => Sql,
  passed: (pool: Sql, value: unknown) => unknown,
  overrides: Readonly<Record<string, unknown>> = {},
): Sql {
  return new Proxy((() => {}) as unknown as Sql, {
    apply: (_, __, args) => {
      const sql = pool();
      return passed(sql, (sql as unknown as (...args: unknown[]) => unknown)(...args));
    },
    get: (_, name) => {
      if (typeof name === "string" && Object.hasOwn(overrides, name)) return overrides[name];
      const sql = pool();
      const member = Reflect.get(sql, name);
      if (name !== "unsafe" && name !== "file") return member;
      return (...args: unknown[]) => passed(sql, member(...args));
    },
    has: (_, name) => name in pool(),
  });
}

function refuse(value: unknown, error: unknown): unknown {
  if (isQuery(value)) value.handler = (query) => query.reject(error);
  return value;
}

function isQuery(value: unknown): value is DriverQuery {
  return value instanceof Promise && "handler" in value && "cancel" in value;
}
