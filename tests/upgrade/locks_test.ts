import { assertEquals } from "@std/assert";
import type { Sql, TransactionSql } from "postgres";
import { lockTables } from "../../sql/_lock_tables.ts";
import { pendingSchema, runSchema } from "../../sql/_run_schema.ts";
import { migrate } from "../../sql/migrate.ts";
import { readSqlFiles, type SqlFile } from "../../sql/sql_files.ts";
import { filesOf, readSteps } from "../../tools/freeze_step.ts";
import { TestDatabase } from "../_support/database.ts";
import { SERVERS } from "../_support/servers.ts";

const files = await readSqlFiles();
const steps = await readSteps();

/** Locks that somebody who writes has to wait for, the weakest first. */
const MODES = ["ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"];

/** The strongest such lock that some work takes of each table that was there before; what it did is rolled back. */
async function locksOf(
  sql: Sql,
  work: (tx: TransactionSql) => Promise<unknown>,
): Promise<Record<string, string>> {
  let locks: readonly { name: string; modes: string[] }[] = [];
  const undo = new Error("undo");
  const tables = (await sql<{ oid: string }[]>`
    select c.oid::text as oid from pg_class c
     where c.relnamespace = 'tasker'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`)
    .map(({ oid }) => oid);
  await sql.begin(async (tx) => {
    await tx`set local search_path = pg_catalog, pg_temp`;
    await work(tx);
    locks = await tx`
      select l.relation::regclass::text as name, array_agg(l.mode) as modes
        from pg_locks l
       where l.pid = pg_backend_pid() and l.relation = any (${tables}::text[]::oid[]) and l.mode = any (${MODES}::text[])
       group by 1 order by 1`;
    throw undo;
  }).catch((error) => assertEquals(error, undo));
  return Object.fromEntries(
    locks.map(({ name, modes }) => [name, MODES.findLast((mode) => modes.includes(mode)) ?? ""]),
  );
}

/** Tables to change in every way. */
const TABLES: SqlFile = {
  path: "sql/schema/9001_tables.sql",
  text: `create table tasker.altered (a integer primary key);
    create table tasker.indexed (a integer);
    create table tasker.named (a integer primary key);
    create table tasker.watched (a integer);`,
};

/** Changes of each of them; what a comment says is none. */
const CHANGES: SqlFile = {
  path: "sql/schema/9002_changes.sql",
  text: `create unique index indexed_by_a on tasker.indexed (a);
    create table tasker.referring (a integer references tasker.named, b integer references tasker.altered);
    create trigger watch before update on tasker.watched for each row
      execute function suppress_redundant_updates_trigger();
    alter table tasker.altered add column b integer; -- alter table tasker.timers
    create index on_new on tasker.referring (b);`,
};

for (const server of SERVERS) {
  for (const step of steps) {
    Deno.test(`A migration from step ${step.number} locks at once what its files need, and no more, on PostgreSQL ${server}`, async () => {
      await using db = await TestDatabase.create({ server, migrated: false });
      const sql = db.connect();
      await migrate(sql, { files: await filesOf(step, files), release: step.release });
      const pending = (await pendingSchema(sql, files.schema)).map(({ file }) => file);
      const locked = await locksOf(sql, (tx) => lockTables(tx, pending));
      assertEquals(locked, await locksOf(sql, (tx) => runSchema(tx, files.schema)));
      assertEquals(locked["tasker.tasks"], "AccessExclusiveLock");
    });
  }

  Deno.test(`Tables that a migration only indexes or refers to can be read meanwhile, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    const sql = db.connect();
    const before = { ...files, schema: [...files.schema, TABLES] };
    await migrate(sql, { files: before });
    const locked = await locksOf(sql, (tx) => lockTables(tx, [CHANGES]));
    assertEquals(locked, {
      "tasker.altered": "AccessExclusiveLock",
      "tasker.indexed": "ShareLock",
      "tasker.named": "ShareRowExclusiveLock",
      "tasker.watched": "ShareRowExclusiveLock",
    });
    assertEquals(locked, await locksOf(sql, (tx) => runSchema(tx, [...before.schema, CHANGES])));
  });
}
