import type { TransactionSql } from "postgres";
import type { SqlFile } from "./sql_files.ts";

/** The busy tables, as programs come to them. Any other table comes before all of these. */
const BUSY_TABLES: readonly string[] = [
  "workers",
  "named_tasks",
  "step_queue",
  "workflow_steps",
  "named_tasks_named_steps",
  "step_transition_log",
  "tasks",
  "task_transition_log",
];

/**
 * Locks the tables that schema files change, at once and in the order in which programs come to them. File by
 * file, a migration would hold a table that somebody waits for who holds the next one, and never come to an end
 * under load.
 *
 * @param tx Transaction of the migration.
 * @param files Schema files that it is about to run.
 */
export async function lockTables(tx: TransactionSql, files: readonly SqlFile[]): Promise<void> {
  const changed = [...new Set(files.flatMap(({ text }) => changedTables(text)))];
  const found = await tx<{ name: string }[]>`
    select c.relname as name
      from unnest(${changed}::text[]) t (name)
      join pg_class c on c.oid = to_regclass('tasker.' || t.name) and c.relkind in ('r', 'p')`;
  const names = found.map(({ name }) => name).sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  for (const name of names) await tx`lock table ${tx(`tasker.${name}`)} in access exclusive mode`;
}

/** Tables that a file alters, indexes or refers to, those among them that it creates. */
export function changedTables(text: string): string[] {
  const found = text.replaceAll(/--.*$/gm, "").matchAll(
    /\b(?:alter table(?: if exists)?(?: only)?|create (?:unique )?index (?:if not exists )?\w+\s+on|references|create trigger [^;]*? on)\s+tasker\.(\w+)/g,
  );
  return Array.from(found, ([, name]) => name!);
}

function rankOf(table: string): number {
  return BUSY_TABLES.indexOf(table);
}
