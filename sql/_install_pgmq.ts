import type { TransactionSql } from "postgres";
import type { PgmqSource } from "./migrate.ts";
import { replaceFunctions } from "./_replace_functions.ts";
import type { SqlFile } from "./sql_files.ts";

/**
 * Sees that `pgmq` is there: the extension where the server offers it and we may create it, else our own
 * SQL. A database that began with our own keeps it.
 *
 * @returns Which of the two the database has.
 */
export async function installPgmq(
  tx: TransactionSql,
  own: readonly SqlFile[],
  release: string,
): Promise<PgmqSource> {
  const [found] = await tx<[{ offered: boolean; installed: boolean; schema: boolean }]>`
    select exists (select from pg_available_extensions e where e.name = 'pgmq') as offered,
           exists (select from pg_extension e where e.extname = 'pgmq') as installed,
           to_regnamespace('pgmq') is not null as schema`;
  if (found.installed) return "extension";
  if (found.offered && !found.schema && await createExtension(tx)) return "extension";
  await replaceFunctions(tx, own, { part: "pgmq", release });
  return "own";
}

/** False when this role may not create extensions. */
async function createExtension(tx: TransactionSql): Promise<boolean> {
  try {
    await tx.savepoint((inner) => inner`create extension pgmq`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "42501") return false;
    throw error;
  }
}
