import { assertEquals } from "@std/assert";
import { readCatalog } from "../../sql/_catalog.ts";
import { numbersOf, runSchema } from "../../sql/_run_schema.ts";
import { migrate } from "../../sql/migrate.ts";
import { readSqlFiles } from "../../sql/sql_files.ts";
import { filesOf, type FrozenStep, readSteps } from "../../tools/freeze_step.ts";
import { TestDatabase } from "../_support/database.ts";
import { type ServerRelease, SERVERS } from "../_support/servers.ts";
import { finishOldData, inventory, makeOldData } from "./_old_data.ts";

const files = await readSqlFiles();
const steps = await readSteps();

/** A database as a release left it, with work in it. */
async function databaseAt(step: FrozenStep, server: ServerRelease): Promise<TestDatabase> {
  const db = await TestDatabase.create({ server, migrated: false });
  await migrate(db.sql, { files: await filesOf(step, files), release: step.release });
  await makeOldData(db.sql);
  return db;
}

/** Objects, and rows that the SQL files themselves put in. */
async function madeByFiles(db: TestDatabase): Promise<Map<string, string>> {
  const made = new Map(await readCatalog(db.sql, { bodies: true }));
  const tables = await db.sql<{ name: string }[]>`
    select c.oid::regclass::text as name
      from pg_class c
     where c.relnamespace = 'tasker'::regnamespace and c.relname ~ '_rules$'`;
  for (const { name } of tables) {
    const rows = await db.sql.unsafe<{ row: string }[]>(
      `select to_jsonb(r)::text as row from ${name} r order by 1`,
    );
    made.set(`rows of ${name}`, rows.map(({ row }) => row).join("\n"));
  }
  return made;
}

/** Fails with the names of what differs, and the first line of it that does. */
function assertSame(actual: Map<string, string>, expected: Map<string, string>): void {
  const names = [...new Set([...actual.keys(), ...expected.keys()])];
  const different = names.filter((name) => actual.get(name) !== expected.get(name));
  const lines = (made: Map<string, string>) => (made.get(different[0] ?? "") ?? "missing").split("\n");
  const line = lines(actual).findIndex((text, index) => text !== lines(expected)[index]);
  assertEquals(lines(actual)[line], lines(expected)[line], different.join("; "));
  assertEquals(different, []);
}

const installs = new Map<ServerRelease, Promise<Map<string, string>>>();

/** What a new database of head holds, of the files that the whole test goes by. */
function freshInstall(server: ServerRelease): Promise<Map<string, string>> {
  const known = installs.get(server) ?? (async () => {
    await using db = await TestDatabase.create({ server, migrated: false });
    await migrate(db.sql, { files });
    return await madeByFiles(db);
  })();
  installs.set(server, known);
  return known;
}

/** Where each table's rows lie on the disk: a table that is written anew moves. */
async function rewritable(db: TestDatabase): Promise<Record<string, string>> {
  const rows = await db.sql<{ name: string; file: string }[]>`
    select c.oid::regclass::text as name, c.relfilenode::text as file
      from pg_class c
     where c.relnamespace = 'tasker'::regnamespace and c.relkind = 'r'`;
  return Object.fromEntries(rows.map(({ name, file }) => [name, file]));
}

for (const server of SERVERS) {
  for (const step of steps) {
    const name = String(step.number).padStart(4, "0");

    Deno.test(`migrate() brings step ${name} to head: a fresh install, no row lost, none written anew, on PostgreSQL ${server}`, async () => {
      await using db = await databaseAt(step, server);
      const [before, places] = [await inventory(db.sql), await rewritable(db)];
      const done = await migrate(db.sql, { files });
      assertEquals(done.ran, numbersOf(files.schema).filter((number) => number > step.number));
      assertSame(await madeByFiles(db), await freshInstall(server));
      assertSame(await inventory(db.sql), before);
      const after = await rewritable(db);
      assertEquals(
        Object.keys(places).filter((table) => table in after && after[table] !== places[table]),
        [],
      );
    });

    Deno.test(`Every schema file after step ${name} runs by itself, then head equals a fresh install, on PostgreSQL ${server}`, async () => {
      await using db = await databaseAt(step, server);
      const before = await inventory(db.sql);
      for (const number of numbersOf(files.schema).filter((number) => number > step.number)) {
        await db.sql.begin(async (tx) => {
          await tx`set local check_function_bodies = off`;
          await tx`set local search_path = pg_catalog, pg_temp`;
          assertEquals(await runSchema(tx, files.schema, { upTo: number }), [number]);
        });
      }
      await migrate(db.sql, { files });
      assertSame(await madeByFiles(db), await freshInstall(server));
      assertSame(await inventory(db.sql), before);
    });

    Deno.test(`Tasks of step ${name} in every state finish at head, on PostgreSQL ${server}`, async () => {
      await using db = await databaseAt(step, server);
      await migrate(db.sql, { files });
      assertEquals([...await db.sql`select * from tasker_v1.check_invariants()`], []);
      await finishOldData(db.connect());
      const unfinished = await db.sql`
        select t.task_uuid, t.state from tasker.tasks t where t.state < 'complete'`;
      assertEquals([...unfinished], []);
    });
  }

  Deno.test(`Each released step upgrades to the next, up to head, on PostgreSQL ${server}`, async () => {
    await using db = await databaseAt(steps[0]!, server);
    const before = await inventory(db.sql);
    for (const step of steps.slice(1)) {
      await migrate(db.sql, { files: await filesOf(step, files), release: step.release });
      assertSame(await inventory(db.sql), before);
    }
    await migrate(db.sql, { files });
    assertSame(await madeByFiles(db), await freshInstall(server));
    assertSame(await inventory(db.sql), before);
  });
}

Deno.test("The old data has work in every state that work can wait in", async () => {
  await using db = await databaseAt(steps.at(-1)!, SERVERS.at(-1)!);
  const states = async (table: string) =>
    (await db.sql.unsafe<{ state: string }[]>(`select distinct state::text from tasker.${table}`)).map((
      row,
    ) => row.state).sort();
  assertEquals(await states("tasks"), [
    "blocked_by_failures",
    "cancelled",
    "complete",
    "pending",
    "resolved_manually",
    "steps_in_process",
    "waiting_for_retry",
  ]);
  assertEquals(await states("workflow_steps"), [
    "cancelled",
    "complete",
    "enqueued",
    "enqueued_for_orchestration",
    "error",
    "in_progress",
    "pending",
    "waiting_for_retry",
  ]);
});
