import postgres, { type Options, type Sql } from "postgres";
import { pendingSchema } from "./_run_schema.ts";
import type { SqlFile } from "./sql_files.ts";

/** An index to build. */
interface Index {
  readonly name: string;
  readonly table: string;
  /** What follows the table's name: `using brin (history_id)`. */
  readonly rest: string;
}

/** An index that a schema file creates. */
interface IndexStatement extends Index {
  readonly mayExist: boolean;
}

/** A table that is there, and the partitions whose rows are its own. */
interface Target {
  readonly kind: "r" | "p";
  readonly partitions: readonly string[];
}

/**
 * Builds the indexes that pending schema files put on tables with rows, without locking anyone out: what
 * `create index` does within the migration is then a look. Of a plain table, those written
 * `create index if not exists`; of a partitioned one, every: PostgreSQL takes the partitions' indexes over.
 * A column that the same file adds has no index to build beforehand; such a one is left to the migration.
 *
 * @param sql Pool of a role that owns the tables.
 * @param files Schema files of the release.
 */
export async function buildIndexes(sql: Sql, files: readonly SqlFile[]): Promise<void> {
  const statements = (await pendingSchema(sql, files)).flatMap(({ file }) => indexesOf(file.text));
  const wanted: Index[] = [];
  for (const { name, table, rest, mayExist } of statements) {
    const target = await targetOf(sql, table);
    if (target?.kind === "r" && mayExist) wanted.push({ name, table, rest });
    for (const partition of target?.partitions ?? []) {
      wanted.push({ name: `${partition}_${name}`.slice(-63), table: partition, rest });
    }
  }
  if (wanted.length === 0) return;
  const patient = postgres({
    ...sql.options,
    max: 1,
    connection: { ...sql.options.connection, statement_timeout: 0, lock_timeout: 0 },
  } as unknown as Options<Record<string, never>>);
  try {
    for (const index of wanted) await build(patient, index);
  } finally {
    await patient.end();
  }
}

function indexesOf(text: string): IndexStatement[] {
  const found = text.replaceAll(/--.*$/gm, "").matchAll(
    /\bcreate index\s+(if not exists\s+)?(\w+)\s+on\s+tasker\.(\w+)\s+([^;]+);/g,
  );
  return Array.from(found, ([, mayExist, name, table, rest]) => ({
    name: name!,
    table: table!,
    rest: rest!,
    mayExist: mayExist !== undefined,
  }));
}

async function targetOf(sql: Sql, table: string): Promise<Target | undefined> {
  const [target] = await sql<Target[]>`
    select c.relkind as kind,
           array(select p.relid::regclass::text
                   from pg_partition_tree(c.oid) p
                  where p.isleaf and c.relkind = 'p') as partitions
      from pg_class c
     where c.oid = to_regclass(${`tasker.${table}`})`;
  return target && { ...target, partitions: target.partitions.map((name) => name.replace(/^tasker\./, "")) };
}

/** Leaves what cannot be built to the migration, which says why; a build that was cut off is begun again. */
async function build(sql: Sql, { name, table, rest }: Index): Promise<void> {
  const [index] = await sql<{ valid: boolean }[]>`
    select i.indisvalid as valid from pg_index i where i.indexrelid = to_regclass(${`tasker.${name}`})`;
  if (index?.valid) return;
  if (index !== undefined) await sql`drop index concurrently ${sql(`tasker.${name}`)}`;
  try {
    await sql.unsafe(`create index concurrently ${name} on tasker.${table} ${rest}`);
  } catch {
    await sql`drop index concurrently if exists ${sql(`tasker.${name}`)}`;
  }
}
