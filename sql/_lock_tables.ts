import type { TransactionSql } from "postgres";
import type { SqlFile } from "./sql_files.ts";

/**
 * The busy tables, as claims and completions come to them. Any other table comes before all of these. Who comes the
 * other way, as calls do that insert tasks, waits until the migration gives way (see `LOCK_TIMEOUT_MS`).
 */
const BUSY_TABLES: readonly string[] = [
  "workers",
  "named_tasks",
  "step_queue",
  "workflow_steps",
  "named_step_edges",
  "named_tasks_named_steps",
  "step_transition_log",
  "tasks",
  "task_transition_log",
];

/** What statements of a schema file ask of a table that they name; the strongest last. */
const LOCKS: readonly (readonly [mode: string, statement: RegExp])[] = [
  ["share", /\bcreate (?:unique )?index (?:if not exists )?\w+\s+on\s+tasker\.(\w+)/g],
  ["share row exclusive", /\b(?:references|create trigger [^;]*? on)\s+tasker\.(\w+)/g],
  ["access exclusive", /\balter table(?: if exists)?(?: only)?\s+tasker\.(\w+)/g],
];

/**
 * Locks the tables that schema files change, at once, in the order in which programs come to them, and no more than
 * those files will. File by file, a migration would hold a table that somebody waits for who holds the next one, and
 * never come to an end under load; a table that it only refers to or indexes can be read meanwhile.
 *
 * @param tx Transaction of the migration.
 * @param files Schema files that it is about to run.
 */
export async function lockTables(tx: TransactionSql, files: readonly SqlFile[]): Promise<void> {
  const modes = modesOf(files);
  const found = await tx<{ name: string }[]>`
    select c.relname as name
      from unnest(${[...modes.keys()]}::text[]) t (name)
      join pg_class c on c.oid = to_regclass('tasker.' || t.name) and c.relkind in ('r', 'p')`;
  const names = found.map(({ name }) => name).sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  for (const name of names) await tx.unsafe(`lock table tasker.${name} in ${modes.get(name)} mode`);
}

/** The lock that files need of each table that they alter, index or refer to, those among them that they create. */
function modesOf(files: readonly SqlFile[]): Map<string, string> {
  const text = files.map((file) => file.text.replaceAll(/--.*$/gm, "")).join("\n");
  return new Map(
    LOCKS.flatMap(([mode, statement]) =>
      Array.from(text.matchAll(statement), ([, name]) => [name!, mode] as const)
    ),
  );
}

function rankOf(table: string): number {
  return BUSY_TABLES.indexOf(table);
}
