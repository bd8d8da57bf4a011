import type { Sql, TransactionSql } from "postgres";
import { blockingSessions } from "./_blocking_sessions.ts";
import { buildIndexes } from "./_build_indexes.ts";
import { installPgmq } from "./_install_pgmq.ts";
import { lockTables } from "./_lock_tables.ts";
import { RELEASE } from "./_release.ts";
import { refuseLaterRelease, replaceFunctions } from "./_replace_functions.ts";
import { runFile, runFiles } from "./_run_file.ts";
import { pendingSchema, runSchema } from "./_run_schema.ts";
import { type BlockingSession, MigrationBlockedError } from "./migration_blocked_error.ts";
import { outdatedPrograms } from "./outdated_programs.ts";
import { keptFunctions, readSqlFiles, type SqlFiles } from "./sql_files.ts";

/**
 * Longest wait for a lock: milliseconds. Who waits for an exclusive lock holds up all who come after, so it gives up
 * soon and tries again; sooner than `deadlock_timeout` (1 s), so that no worker is the victim of a deadlock with it.
 */
const LOCK_TIMEOUT_MS = 500;

/** SQLSTATEs of a try that may go well the next time: lock not available, deadlock. */
const BLOCKED: readonly (string | undefined)[] = ["55P03", "40P01"];

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
  /**
   * Whether to migrate even if live programs are too old for this release.
   *
   * @default {false}
   */
  readonly force?: boolean;
  /**
   * How long to try again while others hold locks that it needs: seconds.
   *
   * @default {60}
   */
  readonly lockWaitSeconds?: number;
  /** Called after each try that others' locks ended, with who holds them. */
  readonly onBlocked?: (sessions: readonly BlockingSession[]) => void;
}

/**
 * Brings a database to this release, from any earlier one or from nothing: the ledger, PGMQ, missing
 * schema files, views and functions, grants. Programs of earlier releases go on working meanwhile.
 *
 * One transaction, under one advisory lock: it happens whole or not at all, and any number of processes
 * may call it at once; one works, the rest find it done. It waits half a second for a lock on a table, then lets
 * others go first and tries again. Indexes on tables with rows are built beforehand, concurrently.
 *
 * @param sql Connection of a role that owns the tasker schemas, or may create them.
 * @param options How long to wait for locks, and whether to leave old programs behind.
 * @returns What was done; nothing when the database was up to date.
 * @throws {SchemaMismatchError} If a file that already ran was edited since, or the database is of a later
 * release than this program.
 * @throws {TaskerError} `TK210` (as the driver's error) if live programs are too old for this release.
 * @throws {MigrationBlockedError} If others held the locks for all that time; names them.
 * @throws {SqlFileError} If PostgreSQL refuses a file; names the file and the line.
 */
export async function migrate(sql: Sql, options: MigrateOptions = {}): Promise<Migrated> {
  const files = options.files ?? await readSqlFiles();
  const release = options.release ?? RELEASE;
  const deadline = performance.now() + (options.lockWaitSeconds ?? 60) * 1000;
  if (!options.force) await outdatedPrograms(sql, files, { refuse: true });
  await refuseLaterRelease(sql, release);
  await buildIndexes(sql, files.schema);
  for (let wait = 50;; wait = Math.min(wait * 2, 2_000)) {
    try {
      return await sql.begin(async (tx) => {
        if (options.force) await tx`set local tasker.migrate_force = 'on'`;
        return await migrateWithin(tx, files, release);
      }) as Migrated;
    } catch (error) {
      if (!BLOCKED.includes((error as { code?: string }).code)) throw error;
      const sessions = await blockingSessions(sql);
      if (performance.now() + wait > deadline) throw new MigrationBlockedError(sessions, { cause: error });
      options.onBlocked?.(sessions);
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
    }
  }
}

/** Migrates inside the caller's transaction; what {@linkcode migrate} does after `begin`. */
export async function migrateWithin(tx: TransactionSql, files: SqlFiles, release: string): Promise<Migrated> {
  await tx`set local statement_timeout = 0`;
  await tx`set local lock_timeout = '10min'`;
  await tx`select pg_advisory_xact_lock(hashtextextended('tasker.migrate', 0))`;
  await tx`select set_config('lock_timeout', ${`${LOCK_TIMEOUT_MS}ms`}, true)`;
  await tx`set local check_function_bodies = off`;
  await tx`set local search_path = pg_catalog, pg_temp`;
  await tx`set local client_min_messages = notice`;

  await refuseLaterRelease(tx, release);
  const ledger = await runSchema(tx, files.schema, { upTo: 1 });
  const pgmq = await installPgmq(tx, files.pgmq, release);
  await lockTables(tx, (await pendingSchema(tx, files.schema)).map(({ file }) => file));
  const ran = [...ledger, ...await runSchema(tx, files.schema)];
  const { views, functions, grants } = files;
  const functionsReplaced = await replaceFunctions(tx, [...views, ...functions, grants], {
    part: "functions",
    release,
    force: ran.length > 0,
    run: async () => {
      await runFiles(tx, [...views, ...functions]);
      await afterMigrate(tx, files);
      await runFile(tx, grants);
    },
  });
  return { ran, functionsReplaced, pgmq };
}

/** Lets the database make what only its own functions can, partitions ahead of time and queues, and drop what is spent. */
async function afterMigrate(tx: TransactionSql, files: SqlFiles): Promise<void> {
  const [has] = await tx<[{ hook: boolean; drop: boolean }]>`
    select to_regprocedure('tasker.after_migrate()') is not null as hook,
           to_regprocedure('tasker.drop_spent_functions(text[])') is not null as drop`;
  if (has.hook) await tx`select tasker.after_migrate()`;
  if (has.drop) await tx`select tasker.drop_spent_functions(${keptFunctions(files)}::text[])`;
}
