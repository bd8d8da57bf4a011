import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import { cancelTasks } from "../../orchestration/calls/cancel_tasks.ts";
import { TestWorker } from "../orchestration/_test_worker.ts";
import { TestDatabase } from "../_support/database.ts";
import { createPair, tasker } from "./_pair.ts";

/** Creates a task whose first step failed for good. */
async function failedPair(db: TestDatabase): Promise<string> {
  const task = await createPair(db);
  const worker = await TestWorker.register(db.sql);
  await worker.fail(await worker.claim(), { message: "declined", retryable: false });
  return task;
}

Deno.test("task explain tells why the steps of a task do not run", async () => {
  await using db = await TestDatabase.create();
  const task = await failedPair(db);

  const { code, stdout } = await tasker(db, ["task", "explain", task]);

  assertEquals(code, EXIT.ok);
  assertStringIncludes(stdout, "tests/pair 1.0.0 is blocked_by_failures, 0 of 2 steps done");
  assertMatch(stdout, /first +error +failed .*declined/);
  assertMatch(stdout, /second +pending +failed_parent .*parent "first" is error: declined/);
  const json = JSON.parse((await tasker(db, ["task", "explain", task, "--json"])).stdout);
  assertEquals(json.map((row: { reason: string }) => row.reason), ["failed", "failed_parent"]);
  assertEquals((await tasker(db, ["task", "explain", crypto.randomUUID()])).code, EXIT.notFound);
});

Deno.test("dlq add opens an investigation, list and show tell of it, resolve closes it", async () => {
  await using db = await TestDatabase.create();
  const task = await failedPair(db);
  assertStringIncludes((await tasker(db, ["dlq", "list"])).stderr, "There are no such investigations");
  assertStringIncludes((await tasker(db, ["dlq", "show", task])).stderr, "error[TK106]");

  const added = await tasker(db, ["dlq", "add", task, "--reason", "Charged twice?", "--by", "ann"]);
  assertMatch(added.stdout, /Reason +manual_dlq/);
  assertMatch(
    (await tasker(db, ["dlq", "list"])).stdout,
    new RegExp(`${task} +tests/pair 1.0.0 +manual_dlq`),
  );

  const closed = await tasker(db, [
    "dlq",
    "resolve",
    task,
    "--as",
    "cancelled",
    "--reason",
    "No",
    "--by",
    "bob",
    "--json",
  ]);
  const { resolution_status, resolution_notes, resolved_by } = JSON.parse(closed.stdout);
  assertEquals([resolution_status, resolution_notes, resolved_by], ["cancelled", "No", "bob"]);
  assertEquals(JSON.parse((await tasker(db, ["dlq", "list", "--json"])).stdout), []);
  assertEquals(JSON.parse((await tasker(db, ["dlq", "list", "--status", "all", "--json"])).stdout).length, 1);
  assertMatch((await tasker(db, ["dlq", "stats"])).stdout, /manual_dlq +0 +0 +0 +1 /);
  const again = await tasker(db, ["dlq", "resolve", task, "--reason", "Yes"]);
  assertEquals(again.code, EXIT.conflict);
});

Deno.test("dlq redrive runs a failed task again, or one in its place", async () => {
  await using db = await TestDatabase.create();
  const task = await failedPair(db);
  const redrive = () => tasker(db, ["dlq", "redrive", task, "--reason", "The bank is back"]);
  assertEquals((await redrive()).stdout, `Task ${task} runs again, 1 of its steps with fresh attempts\n`);
  await cancelTasks(db.sql, [task]);
  assertMatch((await redrive()).stdout, new RegExp(`^Task \\S+ takes the place of ${task}\n$`));
  assertEquals((await redrive()).code, EXIT.conflict);
});

Deno.test("dlq list refuses an unknown status", async () => {
  await using db = await TestDatabase.create();
  const { code, stderr } = await tasker(db, ["dlq", "list", "--status", "open"]);
  assertEquals(code, EXIT.usage);
  assertStringIncludes(stderr, 'Option --status cannot be "open"');
});
