import postgres, { type Options, type Sql, type TransactionSql } from "postgres";
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
  /** Called with each notice that the server sends. None: they are dropped. */
  readonly onNotice?: (notice: Readonly<Record<string, string>>) => void;
}

/**
 * Opens a pool of connections. Nothing is connected until the first statement. Do not `reserve()` a connection of it:
 * the driver would wait for ever where one must be opened first (postgres 3.4.9); open a pool of one instead.
 *
 * @param url Where the database is: `postgres://user:password@host:port/database`.
 * @param options Size, name and timeouts.
 * @returns The pool; end it with `await sql.end()`.
 */
export function connect(url: string, options: ConnectOptions = {}): Sql {
  const settings: Options<Record<string, never>> = {
    max: options.max ?? 10,
    connect_timeout: options.connectTimeoutSeconds ?? 10,
    prepare: options.prepare ?? true,
    ...FIXED_ARRAY_TYPES,
    onnotice: (notice) => options.onNotice?.(notice as unknown as Readonly<Record<string, string>>),
    connection: {
      application_name: options.applicationName ?? "tasker",
      statement_timeout: options.statementTimeoutMs ?? 30_000,
    },
  };
  return postgres(url, settings);
}
