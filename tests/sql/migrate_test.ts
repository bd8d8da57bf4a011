import { assertEquals, assertRejects } from "@std/assert";
import { numbersOf } from "../../sql/_run_schema.ts";
import { API_LEVEL, requireApiLevel } from "../../sql/api_level.ts";
import { migrate, SchemaMismatchError, SqlFileError } from "../../sql/mod.ts";
import { snapshot } from "../../sql/snapshot.ts";
import { readSqlFiles, type SqlFile, type SqlFiles } from "../../sql/sql_files.ts";
import { TestDatabase } from "../_support/database.ts";
import { SERVERS } from "../_support/servers.ts";
import { backendPid, blockedOn } from "../_support/waiting.ts";

const files = await readSqlFiles();

/** The package's files with one group changed. */
function changed(part: "schema" | "functions", list: readonly SqlFile[]): SqlFiles {
  return { ...files, [part]: list };
}

function edited(list: readonly SqlFile[], index: number, more: string): SqlFile[] {
  return list.map((file, at) => at === index ? { ...file, text: file.text + more } : file);
}

for (const server of SERVERS) {
  Deno.test(`migrate() installs into an empty PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server, migrated: false });
    const done = await migrate(db.sql);
    assertEquals(done.ran, numbersOf(files.schema));
    assertEquals(done.functionsReplaced, true);
  });

  Deno.test(`migrate() upgrades PostgreSQL ${server} from every earlier schema to a fresh install`, async () => {
    await using fresh = await TestDatabase.create({ server });
    const expected = await snapshot(fresh.sql);
    for (let from = 1; from < files.schema.length; from++) {
      await using db = await TestDatabase.create({ server, migrated: false });
      const nothing = { path: "sql/grants.sql", text: "" };
      const early = {
        ...files,
        schema: files.schema.slice(0, from),
        functions: [],
        views: [],
        grants: nothing,
      };
      await migrate(db.sql, { files: early });
      assertEquals((await migrate(db.sql)).ran, numbersOf(files.schema).slice(from));
      assertEquals(await snapshot(db.sql), expected);
    }
  });
}

Deno.test("migrate() does nothing to a database that is up to date", async () => {
  await using db = await TestDatabase.create();
  assertEquals(await migrate(db.sql), { ran: [], functionsReplaced: false, pgmq: "own" });
});

Deno.test("migrate() replaces the functions when only a function changed", async () => {
  await using db = await TestDatabase.create();
  const functions = edited(files.functions, 0, "-- changed\n");
  assertEquals(await migrate(db.sql, { files: changed("functions", functions) }), {
    ran: [],
    functionsReplaced: true,
    pgmq: "own",
  });
});

Deno.test("migrate() refuses a schema file that was edited after it ran, and names it", async () => {
  await using db = await TestDatabase.create();
  const schema = edited(files.schema, 1, "-- oops\n");
  const error = await assertRejects(
    () => migrate(db.sql, { files: changed("schema", schema) }),
    SchemaMismatchError,
  );
  assertEquals(
    error.message,
    `Cannot migrate: ${schema[1]!.path} was edited after it ran; put it back and add a new file`,
  );
});

Deno.test("migrate() refuses a database that has more schema files than the program", async () => {
  await using db = await TestDatabase.create();
  const schema = files.schema.slice(0, -1);
  await assertRejects(
    () => migrate(db.sql, { files: changed("schema", schema) }),
    SchemaMismatchError,
    "it is of a later release",
  );
});

Deno.test("migrate() refuses to put an older release's functions over a newer one's", async () => {
  await using db = await TestDatabase.create();
  const functions = edited(files.functions, 0, "-- newer\n");
  await migrate(db.sql, { files: changed("functions", functions), release: "0.10.0" });
  await assertRejects(
    () => migrate(db.sql, { release: "0.9.0" }),
    SchemaMismatchError,
    "the database is of release 0.10.0, later than this program's 0.9.0",
  );
});

Deno.test("migrate() refuses two schema files of one number", async () => {
  await using db = await TestDatabase.create();
  const schema = [...files.schema, { path: "sql/schema/0001_again.sql", text: "" }];
  await assertRejects(
    () => migrate(db.sql, { files: changed("schema", schema) }),
    SchemaMismatchError,
    "0001_again",
  );
});

Deno.test("migrate() says which file and line PostgreSQL refused, and leaves nothing behind", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  const bad = { path: "sql/functions/bad/bad.sql", text: "select 1;\n-- é\nselect nothing from nowhere;\n" };
  const error = await assertRejects(
    () => migrate(db.sql, { files: changed("functions", [...files.functions, bad]) }),
    SqlFileError,
    'Cannot run sql/functions/bad/bad.sql:3: relation "nowhere" does not exist',
  );
  assertEquals([error.path, error.line, error.code], [bad.path, 3, "42P01"]);
  const [row] = await db.sql`select to_regnamespace('tasker') is null as clean`;
  assertEquals(row?.clean, true);
});

Deno.test("migrate() called by twenty processes at once works in one and finds it done in the rest", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  const clients = Array.from({ length: 20 }, () => db.connect());
  const all = await Promise.all(clients.map((client) => migrate(client)));
  assertEquals(all.filter(({ ran }) => ran.length > 0).length, 1);
  assertEquals(all.filter(({ functionsReplaced }) => functionsReplaced).length, 1);
});

Deno.test("migrate() waits for the one that is at work", async () => {
  await using db = await TestDatabase.create();
  const second = db.connect();
  const pid = await backendPid(second);
  let waiting: Promise<unknown> | undefined;
  await db.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended('tasker.migrate', 0))`;
    waiting = migrate(second);
    await blockedOn(db.sql, pid);
  });
  await waiting;
});

Deno.test("migrate() changes a function's result once a schema file drops the old one", async () => {
  await using db = await TestDatabase.create();
  const path = "sql/functions/meta/api_level.sql";
  const functions = files.functions.map((file) =>
    file.path === path ? { path, text: file.text.replace("returns int\n", "returns bigint\n") } : file
  );
  const error = await assertRejects(
    () => migrate(db.sql, { files: changed("functions", functions) }),
    SqlFileError,
  );
  assertEquals([error.path, error.code], [path, "42P13"]);
  const number = numbersOf(files.schema).at(-1)! + 1;
  const drop = {
    path: `sql/schema/${String(number).padStart(4, "0")}_level.sql`,
    text: "drop function tasker_v1.api_level ();",
  };
  const next = { ...files, schema: [...files.schema, drop], functions };
  assertEquals((await migrate(db.sql, { files: next })).ran, [number]);
});

Deno.test("migrate() needs no right to create roles: the door is then the installer's own", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  const role = `installer_${db.name.slice(-12)}`;
  await db.sql`create role ${db.sql(role)}`;
  await db.sql`grant create on database ${db.sql(db.name)} to ${db.sql(role)}`;
  const installer = db.connect();
  await installer`set role ${installer(role)}`;
  await migrate(installer);
  const [row] = await installer`select tasker_v1.api_level() as level`;
  assertEquals(row?.level, API_LEVEL);
  await db.sql`drop owned by ${db.sql(role)} cascade`;
  await db.sql`drop role ${db.sql(role)}`;
});

Deno.test("requireApiLevel() takes a database of this level or above", async () => {
  await using db = await TestDatabase.create();
  assertEquals(await requireApiLevel(db.sql, 1), API_LEVEL);
  await assertRejects(() => requireApiLevel(db.sql, 1000), SchemaMismatchError, "this program needs 1000");
});

Deno.test("requireApiLevel() says when tasker is not installed", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  await assertRejects(() => requireApiLevel(db.sql, 1), SchemaMismatchError, "tasker is not installed in it");
});
