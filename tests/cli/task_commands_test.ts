import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import { getTask } from "../../orchestration/calls/get_task.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { createPair, startPairWorker, tasker } from "./_pair.ts";

Deno.test("task create makes a task, task get and task list show it", async () => {
  await using db = await TestDatabase.create();
  await createPair(db);
  const context = '{"n": 4, "note": "a\\u00e9 b"}';
  const { code, stdout } = await tasker(db, [
    ...["task", "create", "tests", "pair", "--context", context, "--version", "1.0.0", "--json"],
    ...["--priority", "-5", "--tag", "blue", "--tag", "big", "--idempotency-key", "k1"],
  ]);
  assertEquals(code, EXIT.ok);
  const { task_uuid, created } = JSON.parse(stdout);
  assertEquals(created, true);

  const again = await tasker(db, [
    "task",
    "create",
    "tests",
    "pair",
    "-c",
    context,
    "--idempotency-key",
    "k1",
    "--json",
  ]);
  assertEquals(JSON.parse(again.stdout), { task_uuid, created: false });

  const shown = JSON.parse((await tasker(db, ["task", "get", task_uuid, "--json"])).stdout);
  assertEquals(shown.context, { n: 4, note: "aé b" });
  assertEquals([shown.priority, shown.tags, shown.source_system], [-5, ["blue", "big"], "tasker-cli"]);
  assertEquals(shown.steps.map((step: { name: string }) => step.name), ["first", "second"]);

  const people = await tasker(db, ["task", "get", task_uuid, "--transitions"], { columns: 120 });
  assertStringIncludes(people.stdout, "tests/pair 1.0.0");
  assertMatch(people.stdout, /second\s+.*pending.*waits for 1 of 1 steps/);

  const listed = await tasker(db, ["task", "list", "--tag", "blue", "--json"]);
  assertEquals(JSON.parse(listed.stdout).map((task: { task_uuid: string }) => task.task_uuid), [task_uuid]);
  const table = await tasker(db, ["task", "list", "--limit", "1"]);
  assertMatch(table.stdout, /^TASK .*\n.*tests\/pair 1.0.0 +\w+ +0\/2/);
  assertStringIncludes(table.stderr, "For more: --cursor ");
});

Deno.test("task create reads its context from a file", async () => {
  await using db = await TestDatabase.create();
  await createPair(db);
  const file = await Deno.makeTempFile();
  await using _ = { [Symbol.asyncDispose]: () => Deno.remove(file) };
  await Deno.writeTextFile(file, '{"n": 7}');
  const { stdout } = await tasker(db, ["task", "create", "tests", "pair", "--context", `@${file}`, "--json"]);
  assertEquals((await getTask(db.sql, JSON.parse(stdout).task_uuid)).context, { n: 7 });
});

Deno.test("task create says what is wrong with a request, and makes nothing", async () => {
  await using db = await TestDatabase.create();
  await createPair(db);
  const create = (name: string, ...options: string[]) => ["task", "create", "tests", name, ...options];
  const cases: [string[], number, string][] = [
    [create("pair", "--context", "{n: 1}"), EXIT.usage, "error: Option --context is not JSON"],
    [create("pair", "--context", "@/not/there"), EXIT.usage, 'error: Cannot read "/not/there" for --context'],
    [create("pair", "--context", '{"n": "one"}'), EXIT.usage, "error[TK003]"],
    [create("pair"), EXIT.usage, "error[TK003]"],
    [create("pair", "--context", '{"n": 1, "x": "\\u0000"}'), EXIT.usage, "error[TK005]"],
    [create("pair", "--context", '{"n": 1, "x": "\\ud800"}'), EXIT.usage, "error[TK005]"],
    [create("pair", "--priority", "1000", "--context", '{"n": 1}'), EXIT.usage, "error[TK001]"],
    [create("pair", "--run-at", "soon"), EXIT.usage, 'error: Option --run-at must be a time, not "soon"'],
    [create("par", "--context", '{"n": 1}'), EXIT.notFound, "error[TK103]"],
    [create("pair", "--version", "9.0.0", "--context", '{"n": 1}'), EXIT.notFound, "error[TK103]"],
    [["task", "create", "test", "pair"], EXIT.notFound, "error[TK103]"],
  ];
  for (const [args, code, message] of cases) {
    const result = await tasker(db, args);
    assertStringIncludes(result.stderr, message);
    assertEquals([result.code, result.stdout], [code, ""], args.join(" "));
  }
  const [tasks] = await db.sql`select count(*)::int as count from tasker.tasks`;
  assertEquals(tasks?.count, 1);
});

Deno.test("task create refuses a context over the limit", async () => {
  await using db = await TestDatabase.create();
  await createPair(db);
  const file = await Deno.makeTempFile();
  await using _ = { [Symbol.asyncDispose]: () => Deno.remove(file) };
  await Deno.writeTextFile(file, JSON.stringify({ n: 1, text: "x".repeat(5_000_000) }));
  const { code, stderr } = await tasker(db, ["task", "create", "tests", "pair", "--context", `@${file}`]);
  assertEquals(code, EXIT.usage);
  assertStringIncludes(stderr, "error[TK004]");
});

Deno.test("task create --wait follows the task to its end and exits by it", async () => {
  await using db = await TestDatabase.create();
  await createPair(db);
  await using _ = await startPairWorker(db);
  const create = (n: number) => ["task", "create", "tests", "pair", "--context", `{"n": ${n}}`, "--wait"];

  const good = await tasker(db, create(20));
  assertEquals(good.code, EXIT.ok);
  const lines = good.stdout.split("\n");
  for (
    const [from, to] of [["task: ", "pending"], ["step second: enqueued → ", "in_progress"], [
      "→ ",
      "complete",
    ]]
  ) {
    assertEquals(
      lines.some((line) => line.includes(`${from}${to}`)),
      true,
      `${from}${to} in\n${good.stdout}`,
    );
  }
  assertMatch(good.stdout, /second +complete +1\/\d+ +\S+ \S+ +41/);

  const bad = await tasker(db, [...create(-3), "--json"]);
  assertEquals(bad.code, EXIT.failure);
  const task = JSON.parse(bad.stdout);
  assertEquals([task.status, task.steps[0].error.message], ["blocked_by_failures", "-3 is negative"]);
  assertStringIncludes(bad.stderr, `tasker step reset ${task.steps[0].step_uuid}`);
});

Deno.test("task watch draws a table on a terminal", async () => {
  await using db = await TestDatabase.create();
  const taskUuid = await createPair(db, 3);
  await using _ = await startPairWorker(db);
  const { code, stdout } = await tasker(db, ["task", "watch", taskUuid], { columns: 80 });
  assertEquals(code, EXIT.ok);
  const last = stdout.split("\x1b[J").at(-2) ?? "";
  assertStringIncludes(last, "2 of 2 steps done");
  assertMatch(last, /first .*complete/);
});

Deno.test("task watch ends at Ctrl-C", async () => {
  await using db = await TestDatabase.create();
  const taskUuid = await createPair(db);
  const person = new AbortController();
  const watching = tasker(db, ["task", "watch", taskUuid], { signal: person.signal });
  await until(async () => {
    const sessions = await db.sql`select from pg_stat_activity a where a.application_name = 'tasker_cli'
      and a.datname = current_database() and a.query like '%tasker_v1.get_task(%'`;
    return sessions.length > 0;
  });
  person.abort("SIGINT");
  assertEquals((await watching).code, EXIT.interrupted);
});

Deno.test("task cancel cancels all of its tasks or none", async () => {
  await using db = await TestDatabase.create();
  const [one, two] = [await createPair(db), await createPair(db)];
  const unknown = crypto.randomUUID();
  const refused = await tasker(db, ["task", "cancel", one, unknown]);
  assertEquals(refused.code, EXIT.notFound);
  assertEquals((await getTask(db.sql, one)).status === "cancelled", false);

  const { code, stdout } = await tasker(db, ["task", "cancel", one, two, "--reason", "by mistake"]);
  assertEquals([code, stdout], [EXIT.ok, `Task ${one} is cancelled\nTask ${two} is cancelled\n`]);
  assertEquals((await tasker(db, ["task", "cancel", one])).code, EXIT.conflict);
});

Deno.test("commands refuse what is no uuid, and uuids of nothing", async () => {
  await using db = await TestDatabase.create();
  for (const verb of ["get", "watch", "cancel"]) {
    assertEquals((await tasker(db, ["task", verb, "no-uuid"])).code, EXIT.usage, verb);
    const { code, stderr } = await tasker(db, ["task", verb, crypto.randomUUID()]);
    assertEquals(code, EXIT.notFound, verb);
    assertStringIncludes(stderr, "error[TK101]");
  }
});

Deno.test("step reset, resolve and complete re-drive the task", async () => {
  await using db = await TestDatabase.create();
  await using worker = await startPairWorker(db);
  const blocked = async () => {
    const taskUuid = await createPair(db, -1);
    await until(async () => (await getTask(db.sql, taskUuid)).status === "blocked_by_failures");
    const { stdout } = await tasker(db, ["task", "get", taskUuid, "--json"]);
    return { taskUuid, stepUuid: JSON.parse(stdout).steps[0].step_uuid as string };
  };
  const completed = await blocked();
  const { code, stdout } = await tasker(db, [
    ...[
      "step",
      "complete",
      completed.stepUuid,
      "--result",
      "10",
      "--reason",
      "by phone",
      "--by",
      "ann",
      "--json",
    ],
  ]);
  assertEquals(code, EXIT.ok);
  assertEquals(JSON.parse(stdout).step_state, "complete");
  await until(async () => (await getTask(db.sql, completed.taskUuid)).status === "complete");
  const task = JSON.parse((await tasker(db, ["task", "get", completed.taskUuid, "--json"])).stdout);
  assertEquals(task.steps[1].results, 11);

  const reset = await blocked();
  const again = await tasker(db, ["step", "reset", reset.stepUuid, "--reason", "try again"]);
  assertMatch(again.stdout, /^Step \S+ is enqueued; task \S+ is steps_in_process\n$/);
  await until(async () => (await getTask(db.sql, reset.taskUuid)).status === "blocked_by_failures");
  assertEquals((await tasker(db, ["step", "reset", reset.stepUuid])).code, EXIT.usage);

  await worker.stop();
  const resolved = await tasker(db, ["step", "resolve", reset.stepUuid, "--reason", "not needed"]);
  assertMatch(resolved.stdout, /^Step \S+ is resolved_manually/);
  const refused = await tasker(db, ["step", "reset", reset.stepUuid, "--reason", "too late"]);
  assertEquals(refused.code, EXIT.conflict);
  assertStringIncludes(refused.stderr, "error[TK203]");
});
