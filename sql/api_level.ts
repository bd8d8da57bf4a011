import type { Queryable } from "./connect.ts";
import { SchemaMismatchError } from "./schema_mismatch_error.ts";

/** The API level of the door that this release's programs are made for. Source: `sql/functions/meta/api_level.sql`. */
export const API_LEVEL = 2;

/**
 * Refuses a database whose door is too small for this program, and one that serves it no more. A larger door is fine:
 * functions keep their signature and sense as long as v1 lives. Sources: `sql/functions/meta/api_level.sql` and
 * `sql/functions/meta/oldest_api_level.sql`.
 *
 * @param sql Connection to ask on.
 * @param minimum Level that the program is made for, 1 or more.
 * @default {API_LEVEL}
 * @returns The level of the database.
 * @throws {SchemaMismatchError} If tasker is not installed, its level is below `minimum`, or the oldest that it serves
 * is above.
 */
export async function requireApiLevel(sql: Queryable, minimum: number = API_LEVEL): Promise<number> {
  const [installed] = await sql<[{ level: boolean; oldest: boolean }]>`
    select to_regprocedure('tasker_v1.api_level()') is not null as level,
           to_regprocedure('tasker_v1.oldest_api_level()') is not null as oldest`;
  if (!installed.level) {
    throw new SchemaMismatchError(
      "Cannot use this database: tasker is not installed in it; run `tasker migrate`",
    );
  }
  const [{ level }] = await sql<[{ level: number }]>`select tasker_v1.api_level() as level`;
  if (level < minimum) {
    throw new SchemaMismatchError(
      `Cannot use this database: its API level is ${level} and this program needs ${minimum}; run \`tasker migrate\``,
    );
  }
  if (!installed.oldest) return level;
  const [{ oldest }] = await sql<[{ oldest: number }]>`select tasker_v1.oldest_api_level() as oldest`;
  if (oldest <= minimum) return level;
  throw new SchemaMismatchError(
    `Cannot use this database: it serves API level ${oldest} and above, and this program is of ${minimum}; install a later release`,
  );
}
