import type { Sql, TransactionSql } from "postgres";
import { installPgmq } from "./_install_pgmq.ts";
import { RELEASE } from "./_release.ts";
import { refuseLaterRelease, replaceFunctions } from "./_replace_functions.ts";
import { runSchema } from "./_run_schema.ts";
import { readSqlFiles, type SqlFiles } from "./sql_files.ts";

/** Where a database's `pgmq` schema comes from: the extension, or our own SQL of the same face. */
export type PgmqSource = "extension" | "own";

/** What {@linkcode migrate} did. */
export interface Migrated {
  /** Numbers of the schema files it ran, ascending; empty when there were none. */
  readonly ran: readonly number[];
  /** Whether the functions were put in place again. */
  readonly functionsReplaced: boolean;
  /** Where this database's PGMQ comes from. */
  readonly pgmq: PgmqSource;
}

/** Options for {@linkcode migrate}. */
export interface MigrateOptions {
  /** Files to run instead of the package's own; for tests. */
  readonly files?: SqlFiles;
  /** Release to record instead of the package's own; for tests. */
  readonly release?: string;
}

/**
 * Brings a database to this release, from any earlier one or from nothing: the ledger, PGMQ, missing
 * schema files, views and functions, grants.
 *
 * One transaction, under one advisory lock: it happens whole or not at all, and any number of processes
 * may call it at once; one works, the rest find it done. A statement that waits 10 seconds for a lock on
 * a table fails the migration rather than hold up the database.
 *
 * @param sql Connection of a role that owns the tasker schemas, or may create them.
 * @param options Files and release to take instead of the package's own; for tests.
 * @returns What was done; nothing when the database was up to date.
 * @throws {SchemaMismatchError} If a file that already ran was edited since, or the database is of a later
 * release than this program.
 * @throws {SqlFileError} If PostgreSQL refuses a file; names the file and the line.
 */
export async function migrate(sql: Sql, options: MigrateOptions = {}): Promise<Migrated> {
  const files = options.files ?? await readSqlFiles();
  return await sql.begin((tx) => migrateWithin(tx, files, options.release ?? RELEASE)) as Migrated;
}

/** Migrates inside the caller's transaction; what {@linkcode migrate} does after `begin`. */
export async function migrateWithin(tx: TransactionSql, files: SqlFiles, release: string): Promise<Migrated> {
  await tx`set local statement_timeout = 0`;
  await tx`set local lock_timeout = '10min'`;
  await tx`select pg_advisory_xact_lock(hashtextextended('tasker.migrate', 0))`;
  await tx`set local lock_timeout = '10s'`;
  await tx`set local check_function_bodies = off`;
  await tx`set local search_path = pg_catalog, pg_temp`;
  await tx`set local client_min_messages = notice`;

  await refuseLaterRelease(tx, release);
  const ledger = await runSchema(tx, files.schema, { upTo: 1 });
  const pgmq = await installPgmq(tx, files.pgmq, release);
  const ran = [...ledger, ...await runSchema(tx, files.schema)];
  const functionsReplaced = await replaceFunctions(tx, [...files.views, ...files.functions, files.grants], {
    part: "functions",
    release,
    force: ran.length > 0,
  });
  if (functionsReplaced) await afterMigrate(tx);
  return { ran, functionsReplaced, pgmq };
}

/** Lets the database make what only its own functions can: partitions ahead of time, queues. */
async function afterMigrate(tx: TransactionSql): Promise<void> {
  const [hook] = await tx<[{ exists: boolean }]>`
    select to_regprocedure('tasker.after_migrate()') is not null as exists`;
  if (hook.exists) await tx`select tasker.after_migrate()`;
}
