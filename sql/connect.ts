import postgres, { type Options, type Sql, type TransactionSql } from "postgres";
import type { Breaker } from "../core/breaker.ts";
import { guarded } from "./_deadline.ts";
import { FIXED_ARRAY_TYPES } from "./array_types.ts";

/** Whatever a statement can be sent on: a pool, a reserved connection, or a transaction. */
// deno-lint-ignore ban-types -- the driver's own name for "no custom types"
export type Queryable = Sql<{}> | TransactionSql<{}>;

/** Options for {@linkcode connect}. */
export interface ConnectOptions {
  /**
   * What the server's list of sessions shows.
   *
   * @default {"tasker"}
   */
  readonly applicationName?: string;
  /**
   * Connections at most; they are opened when needed.
   *
   * @default {10}
   */
  readonly max?: number;
  /**
   * Milliseconds after which the server ends a statement; 0 for never.
   *
   * @default {30000}
   */
  readonly statementTimeoutMs?: number;
  /**
   * Seconds to wait for a connection to be made.
   *
   * @default {10}
   */
  readonly connectTimeoutSeconds?: number;
  /**
   * Whether statements are prepared by name; not through a PgBouncer that pools by transaction.
   *
   * @default {true}
   */
  readonly prepare?: boolean;
  /** Stands before every statement: refuses them with `TK511` while the database is away. None: none does. */
  readonly breaker?: Breaker | undefined;
  /** Settings of every session, by name: `{ "tasker.processor_uuid": "…" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called with each notice that the server sends. None: they are dropped. */
  readonly onNotice?: (notice: Readonly<Record<string, string>>) => void;
}

/**
 * Settings by which the server ends sessions whose client vanished: it asks a silent client after 15 seconds for a sign of
 * life, and gives it up half a minute later; a transaction in which nothing happens is rolled back.
 *
 * @param statementTimeoutMs Longest a statement may run, in milliseconds; 0 for ever.
 */
export function sessionSettings(statementTimeoutMs: number): Record<string, string | number> {
  return {
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    tcp_keepalives_idle: 15,
    tcp_keepalives_interval: 5,
    tcp_keepalives_count: 6,
  };
}

/**
 * Opens a pool of connections. Nothing is connected until the first statement. Do not `reserve()` a connection of it:
 * the driver would wait for ever where one must be opened first (postgres 3.4.9); open a pool of one instead.
 *
 * Every statement has two timeouts: the server ends it after `statementTimeoutMs`; and when nothing is heard for that
 * and `connectTimeoutSeconds` more, it fails with `NO_ANSWER` and its connection is dropped: the other end is gone.
 *
 * @param url Where the database is: `postgres://user:password@host:port/database`.
 * @param options Size, name and timeouts.
 * @returns The pool; end it with `await sql.end()`.
 */
export function connect(url: string, options: ConnectOptions = {}): Sql {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  const connectTimeoutSeconds = options.connectTimeoutSeconds ?? 10;
  const settings: Options<Record<string, never>> = {
    max: options.max ?? 10,
    connect_timeout: connectTimeoutSeconds,
    keep_alive: 15,
    prepare: options.prepare ?? true,
    ...FIXED_ARRAY_TYPES,
    onnotice: (notice) => options.onNotice?.(notice as unknown as Readonly<Record<string, string>>),
    connection: {
      application_name: options.applicationName ?? "tasker",
      ...sessionSettings(statementTimeoutMs),
      ...options.settings,
    },
  };
  if (statementTimeoutMs === 0) return postgres(url, settings);
  return guarded({
    open: () => postgres(url, settings),
    deadlineMs: statementTimeoutMs + connectTimeoutSeconds * 1000,
    breaker: options.breaker,
  });
}
