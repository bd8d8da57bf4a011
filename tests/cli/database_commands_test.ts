import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import { runCli } from "../_support/cli.ts";
import { TestDatabase } from "../_support/database.ts";
import { freePort } from "../_support/ports.ts";
import { tasker } from "./_pair.ts";

Deno.test("migrate --dry-run shows what would run and changes nothing", async () => {
  await using db = await TestDatabase.create({ migrated: false, invariants: false });
  const { code, stdout } = await tasker(db, ["migrate", "--dry-run"]);
  assertEquals(code, EXIT.ok);
  assertStringIncludes(stdout, "would run sql/schema/0001_ledger.sql\n");
  assertStringIncludes(stdout, "would put views, functions and grants in place");
  assertEquals([...await db.sql`select from pg_namespace n where n.nspname like 'tasker%'`], []);
});

Deno.test("migrate brings a database up to date, and then has nothing to do", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  const first = await tasker(db, ["migrate"]);
  assertEquals(first.code, EXIT.ok);
  assertMatch(
    first.stdout,
    /^ran schema files 1 to \d+\nput views, functions and grants in place\nThe database/,
  );
  assertEquals((await tasker(db, ["migrate"])).stdout, "The database is up to date\n");
  assertMatch((await tasker(db, ["migrate", "--dry-run"])).stdout, /^Nothing to do/);
  const again = JSON.parse((await tasker(db, ["migrate", "--json"])).stdout);
  assertEquals(again, { ran: [], functions_replaced: false, pgmq: again.pgmq });
});

Deno.test("migrate refuses a database of a later release, dry or not", async () => {
  await using db = await TestDatabase.create();
  await db.sql`update tasker.functions set release = '999.0.0'`;
  for (const args of [["migrate"], ["migrate", "--dry-run"]]) {
    const { code, stderr } = await tasker(db, args);
    assertEquals(code, EXIT.schemaMismatch);
    assertStringIncludes(stderr, "the database is of release 999.0.0, later than this program's");
  }
});

Deno.test("migrate refuses a database whose schema file was edited", async () => {
  await using db = await TestDatabase.create();
  await db.sql`update tasker.migrations set chain = repeat('0', 64) where number = 3`;
  for (const args of [["migrate"], ["migrate", "--dry-run"]]) {
    const { code, stderr } = await tasker(db, args);
    assertEquals(code, EXIT.schemaMismatch);
    assertMatch(stderr, /sql\/schema\/0003_\w+\.sql was edited after it ran/);
  }
});

Deno.test("migrate says that nothing listens at DATABASE_URL", async () => {
  const url = `postgres://postgres@127.0.0.1:${freePort()}/x`;
  const { code, stderr } = await runCli(["migrate", "--env", "test", "--database-url", url]);
  assertEquals(code, EXIT.databaseUnavailable);
  assertStringIncludes(stderr, "nothing listens there");
});

Deno.test("sql render writes the script that migrate runs, without a database", async () => {
  const { code, stdout } = await runCli(["sql", "render", "--env", "test"]);
  assertEquals(code, EXIT.ok);
  assertStringIncludes(stdout, "create schema tasker_v1");
  assertMatch(stdout, /commit;\n$/);
});

Deno.test("sql check finds drift by name", async () => {
  await using db = await TestDatabase.create();
  const clean = await tasker(db, ["sql", "check"]);
  assertEquals([clean.code, clean.stdout], [EXIT.ok, "The database is as this release makes it\n"]);
  await db.sql`create table tasker.left_behind (id int)`;
  const { code, stdout } = await tasker(db, ["sql", "check"]);
  assertEquals(code, EXIT.failure);
  assertMatch(stdout, /unexpected +.*tasker\.left_behind/);
});

Deno.test("system held-transactions lists who holds a transaction open, and how to end it", async () => {
  await using db = await TestDatabase.create();
  const other = db.connect();
  const end = Promise.withResolvers<void>();
  const isOpen = Promise.withResolvers<number>();
  const holding = other.begin(async (held) => {
    const [row] = await held`select pg_backend_pid() as pid, pg_current_xact_id()`;
    isOpen.resolve(row!.pid);
    await end.promise;
  });
  const pid = await isOpen.promise;
  const { code, stdout } = await tasker(db, ["system", "held-transactions", "--older-than", "0", "--json"]);
  const found = JSON.parse(stdout).find((held: { pid: number }) => held.pid === pid);
  const table = await tasker(db, ["system", "held-transactions", "--older-than", "0"], { columns: 60 });
  const none = await tasker(db, ["system", "held-transactions", "--older-than", "86000", "--json"]);
  end.resolve();
  await holding;
  assertEquals([code, found.kind, found.advice], [EXIT.ok, "session", `select pg_terminate_backend(${pid})`]);
  assertStringIncludes(table.stdout, String(pid));
  assertEquals(JSON.parse(none.stdout).some((held: { pid: number }) => held.pid === pid), false);
});
