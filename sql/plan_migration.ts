import { RELEASE } from "./_release.ts";
import { digestOf, installedDigest, refuseLaterRelease } from "./_replace_functions.ts";
import { pendingSchema } from "./_run_schema.ts";
import type { Queryable } from "./connect.ts";
import type { MigrateOptions } from "./migrate.ts";
import { type LiveProgram, outdatedPrograms } from "./outdated_programs.ts";
import { readSqlFiles } from "./sql_files.ts";

/** What `migrate` would do. */
export interface MigrationPlan {
  /** Schema files that would run, by path and in order. */
  readonly schemaFiles: readonly string[];
  /** Whether views, functions and grants would be put in place again. */
  readonly replacesFunctions: boolean;
  /** Programs that are up and too old for the release: `migrate` refuses as long as there are any. */
  readonly outdatedPrograms: readonly LiveProgram[];
}

/**
 * Tells what {@linkcode migrate} would do. Only reads: it takes no lock that anybody waits for.
 *
 * @param sql Connection of a role that may read the tasker schemas.
 * @param options Files and release to take instead of the package's own; for tests.
 * @returns The plan; empty when the database is up to date.
 * @throws {SchemaMismatchError} Where `migrate` would.
 */
export async function planMigration(sql: Queryable, options: MigrateOptions = {}): Promise<MigrationPlan> {
  const files = options.files ?? await readSqlFiles();
  const { schema, views, functions, grants } = files;
  await refuseLaterRelease(sql, options.release ?? RELEASE);
  const pending = await pendingSchema(sql, schema);
  const replacesFunctions = pending.length > 0 ||
    await installedDigest(sql, "functions") !== await digestOf([...views, ...functions, grants]);
  return {
    schemaFiles: pending.map(({ file }) => file.path),
    replacesFunctions,
    outdatedPrograms: await outdatedPrograms(sql, files),
  };
}
