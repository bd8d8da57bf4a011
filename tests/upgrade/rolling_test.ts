import { assertEquals, assertRejects } from "@std/assert";
import { migrate } from "../../sql/migrate.ts";
import { type BlockingSession, MigrationBlockedError } from "../../sql/migration_blocked_error.ts";
import { numbersOf } from "../../sql/_run_schema.ts";
import { planMigration } from "../../sql/plan_migration.ts";
import { readSqlFiles, type SqlFiles } from "../../sql/sql_files.ts";
import { filesOf, readSteps } from "../../tools/freeze_step.ts";
import { TestDatabase } from "../_support/database.ts";
import { backendPid, blockedOn, until } from "../_support/waiting.ts";
import { heartbeat, register } from "./_old_program.ts";

const files = await readSqlFiles();
const steps = await readSteps();
const WORKER = "00000000-0000-7000-8000-0000000000f1";

/** A release that serves API level 2 and above. */
const stricter: SqlFiles = {
  ...files,
  functions: files.functions.map((file) =>
    file.path.endsWith("/oldest_api_level.sql")
      ? { ...file, text: file.text.replace("select 1\n", "select 2\n") }
      : file
  ),
};

/** A release with one more schema file. */
function withSchema(text: string): SqlFiles {
  const number = numbersOf(files.schema).at(-1)! + 1;
  return {
    ...files,
    schema: [...files.schema, { path: `sql/schema/${String(number).padStart(4, "0")}_more.sql`, text }],
  };
}

/** A database that is migrated with the very files of this test. */
async function database(): Promise<TestDatabase> {
  const db = await TestDatabase.create({ migrated: false });
  await migrate(db.sql, { files });
  return db;
}

Deno.test("migrate() refuses to leave a live worker of too old an API level behind, and names it", async () => {
  await using db = await database();
  await register(db.sql, WORKER);
  await heartbeat(db.sql, WORKER);
  assertEquals((await planMigration(db.sql, { files: stricter })).outdatedPrograms.map(({ uuid }) => uuid), [
    WORKER,
  ]);
  const error = await assertRejects(() => migrate(db.sql, { files: stricter }), Error, WORKER);
  assertEquals((error as { code?: string }).code, "TK210");
  await migrate(db.sql, { files: stricter, force: true });
  await assertRejects(() => register(db.sql, WORKER), Error, "this database serves level 2 and above");
});

Deno.test("migrate() does not mind an old worker that is gone", async () => {
  await using db = await database();
  await register(db.sql, WORKER);
  await db
    .sql`update tasker.workers set heartbeat_at = now() - interval '1 hour', leased_until = now() - interval '1 hour'`;
  assertEquals((await migrate(db.sql, { files: stricter })).functionsReplaced, true);
});

Deno.test("migrate() of a database too old to know its programs refuses at the end, and changes nothing", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  await migrate(db.sql, { files: await filesOf(steps[0]!, files), release: steps[0]!.release });
  await register(db.sql, WORKER);
  await assertRejects(() => migrate(db.sql, { files: stricter }), Error, WORKER);
  const [row] = await db.sql`select max(m.number) as number from tasker.migrations m`;
  assertEquals(row?.number, steps[0]!.number);
});

Deno.test("migrate() lets others go first while a table is locked, and does its work afterwards", async () => {
  await using db = await database();
  const migrator = db.connect();
  const pid = await backendPid(migrator);
  let blockers: number[] = [];
  let work: Promise<unknown> | undefined;
  await db.sql.begin(async (holder) => {
    await holder`select count(*) from tasker.tasks`;
    work = migrate(migrator, {
      files: withSchema("alter table tasker.tasks add column more text;"),
      onBlocked: (sessions) => blockers = sessions.map((session) => session.pid),
    });
    await blockedOn(db.sql, pid);
    const [row] = await db.sql`select count(*)::integer as count from tasker.tasks`; // waits for it, and not for long
    assertEquals(row?.count, 0);
    await until(() => blockers.length > 0, { what: "a try that was given up" });
    assertEquals(blockers, [await backendPid(holder as never)]);
  });
  await work;
  await db.sql`select t.more from tasker.tasks t`;
});

Deno.test("migrate() gives up in the end, and names who holds the locks", async () => {
  await using db = await database();
  await db.sql.begin(async (holder) => {
    await holder`select count(*) from tasker.tasks`;
    const pid = await backendPid(holder as never);
    const error = await assertRejects(
      () =>
        migrate(db.connect(), {
          files: withSchema("alter table tasker.tasks add column more text;"),
          lockWaitSeconds: 0,
        }),
      MigrationBlockedError,
      `pid ${pid}`,
    );
    assertEquals(error.sessions.map((session: BlockingSession) => session.pid), [pid]);
  });
});

Deno.test("migrate() builds an index on a table with rows without shutting writers out", async () => {
  await using db = await database();
  const files = withSchema("create index if not exists tasks_by_reason on tasker.tasks (reason);");
  const migrator = db.connect();
  let work: Promise<unknown> | undefined;
  await db.sql.begin(async (writer) => {
    // a concurrent build waits for whoever writes; one within the migration would give up, and let nobody in meanwhile
    await writer`lock table tasker.tasks in row exclusive mode`;
    work = migrate(migrator, { files, lockWaitSeconds: 0 });
    await until(async () => {
      const [row] = await db.sql`
        select from pg_stat_activity a where a.query like 'create index concurrently%' and a.wait_event_type = 'Lock'
           and a.datname = current_database()`;
      return row !== undefined;
    }, { what: "the build to wait" });
    await db.sql`update tasker.tasks set reason = 'nobody waits'`;
  });
  await work;
  const [index] = await db.sql`
    select i.indisvalid as valid from pg_index i where i.indexrelid = 'tasker.tasks_by_reason'::regclass`;
  assertEquals(index?.valid, true);
});

Deno.test("migrate() drops a function that no file makes any more", async () => {
  await using db = await database();
  const more = {
    path: "sql/functions/meta/spent.sql",
    text: "create or replace function tasker.spent () returns int language sql as 'select 1';",
  };
  await migrate(db.sql, { files: { ...files, functions: [...files.functions, more] } });
  await migrate(db.sql, { files });
  const [row] = await db.sql`select to_regprocedure('tasker.spent()') is null as gone`;
  assertEquals(row?.gone, true);
});

for (const step of steps) {
  Deno.test(`The door of head serves programs of step ${step.number}: every function, argument and result they know`, async () => {
    await using old = await TestDatabase.create({ migrated: false });
    await migrate(old.sql, { files: await filesOf(step, files), release: step.release });
    await using head = await database();
    const [levels] = await head.sql<[{ oldest: number }]>`select tasker_v1.oldest_api_level() as oldest`;
    const [was] = await old.sql<[{ level: number }]>`select tasker_v1.api_level() as level`;
    if (was.level < levels.oldest) return;
    const doorOf = async (db: TestDatabase) =>
      new Map(
        (await db.sql<{ name: string; ins: string; outs: string }[]>`
          select p.proname as name,
                 pg_get_function_identity_arguments(p.oid) as ins,
                 coalesce(c.columns, pg_get_function_result(p.oid)) as outs
            from pg_proc p
            left join lateral (
              select string_agg(format('%s %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum) as columns
                from pg_type t
                join pg_attribute a on a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
               where t.oid = p.prorettype and t.typtype = 'c') c on true
           where p.pronamespace = 'tasker_v1'::regnamespace`).map((row) => [row.name, row] as const),
      );
    const [before, now] = [await doorOf(old), await doorOf(head)];
    const columns = (text: string) =>
      text.replace(/^TABLE\(|\)$/g, "").split(", ").map((column) => column.trim());
    const broken = [...before.values()].flatMap(({ name, ins, outs }) => {
      const today = now.get(name);
      if (today === undefined) return [`${name} is gone`];
      if (!today.ins.startsWith(ins)) return [`${name} takes (${today.ins}), not (${ins})`];
      const lost = columns(outs).filter((column) => !columns(today.outs).includes(column));
      return lost.map((column) => `${name} gives "${column}" no more`);
    });
    assertEquals(broken, []);
  });
}
