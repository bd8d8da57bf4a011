import type { Queryable } from "./connect.ts";
import { SchemaMismatchError } from "./schema_mismatch_error.ts";

/**
 * Refuses a database whose door is too small for this program. A larger one is fine: functions keep
 * their signature and sense as long as v1 lives. Source: `sql/functions/meta/api_level.sql`.
 *
 * @param sql Connection to ask on.
 * @param minimum Least level that the program can work with, 1 or more.
 * @returns The level of the database.
 * @throws {SchemaMismatchError} If tasker is not installed, or its level is below `minimum`.
 */
export async function requireApiLevel(sql: Queryable, minimum: number): Promise<number> {
  const [installed] = await sql<[{ yes: boolean }]>`
    select to_regprocedure('tasker_v1.api_level()') is not null as yes`;
  if (!installed.yes) {
    throw new SchemaMismatchError(
      "Cannot use this database: tasker is not installed in it; run `tasker migrate`",
    );
  }
  const [row] = await sql<[{ level: number }]>`select tasker_v1.api_level() as level`;
  if (row.level < minimum) {
    throw new SchemaMismatchError(
      `Cannot use this database: its API level is ${row.level} and this program needs ${minimum}; run \`tasker migrate\``,
    );
  }
  return row.level;
}
