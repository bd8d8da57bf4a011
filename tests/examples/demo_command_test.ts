import { assertEquals, assertStringIncludes } from "@std/assert";
import { TestDatabase } from "../_support/database.ts";
import { runCli } from "../_support/cli.ts";

/** Few orders, in a database of the test's own. */
const demo = (db: TestDatabase) => ["demo", "--orders", "12", "--env", "test", "--database-url", db.url];

Deno.test("tasker demo ends with sums that add up", async () => {
  await using db = await TestDatabase.create();
  const { code, stdout, stderr } = await runCli(demo(db));
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "12 in = 10 completed + 2 failed");
  assertStringIncludes(stdout, "OK: it adds up\n");
});

Deno.test("tasker demo draws a live table on a terminal", async () => {
  await using db = await TestDatabase.create();
  const { code, stdout } = await runCli(demo(db), { columns: 100 });
  assertEquals(code, 0);
  // deno-lint-ignore no-control-regex -- a terminal's control sequences
  const plain = stdout.replaceAll(/\x1b\[\d*[A-Za-z]/g, "");
  assertStringIncludes(plain, "STEP               WAITING  READY  RUNNING  RETRYING  DONE  FAILED");
  const last = plain.slice(plain.lastIndexOf("validate_order"));
  assertEquals(last.split("\n").slice(0, 4).map((line) => line.split(/\s+/)), [
    ["validate_order", "0", "0", "0", "0", "12", "0"],
    ["reserve_inventory", "0", "0", "0", "0", "11", "1"],
    ["process_payment", "1", "0", "0", "0", "10", "1"],
    ["ship_order", "2", "0", "0", "0", "10", "0"],
  ]);
});

Deno.test("tasker demo --json prints the report alone", async () => {
  await using db = await TestDatabase.create();
  const { code, stdout } = await runCli([...demo(db), "--json"]);
  assertEquals(code, 0);
  assertEquals(JSON.parse(stdout).orders.reasons, { card_declined: 1, out_of_stock: 1 });
});

Deno.test("tasker demo refuses a transport that there is not", async () => {
  const { code, stderr } = await runCli(["demo", "--transport", "pigeon"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'Option --transport takes direct, pgmq, not "pigeon"');
});

Deno.test("tasker demo ends at Ctrl-C", async () => {
  await using db = await TestDatabase.create({ invariants: false });
  const { code } = await runCli(demo(db), { signal: AbortSignal.abort("SIGINT") });
  assertEquals(code, 130);
});
