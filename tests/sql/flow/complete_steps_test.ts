import { assertEquals, assertStringIncludes } from "@std/assert";
import { TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  createTasks,
  done,
  failed,
  names,
  refusal,
  report,
  runToEnd,
  stepStates,
  taskState,
  text,
  W1,
} from "./_engine.ts";
import { DIAMOND, FAN, LINEAR, register, SINGLE } from "./_templates.ts";

/** What a step's row keeps of its last error. */
async function errorOf(db: TestDatabase, step: { step_uuid: string }): Promise<Record<string, unknown>> {
  const [row] = await db
    .sql`select s.error from tasker.workflow_steps s where s.step_uuid = ${step.step_uuid}`;
  return row?.error;
}

for (const shape of [SINGLE, LINEAR, DIAMOND, FAN]) {
  Deno.test(`complete_steps() brings a ${shape.name} task to its end`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, shape);
    const task = await createTask(db.sql, shape.name);
    await runToEnd(db.sql);
    assertEquals(await taskState(db.sql, task), "complete");
    assertEquals(new Set(Object.values(await stepStates(db.sql, task))), new Set(["complete"]));
  });
}

Deno.test("complete_steps() takes results of many tasks in one call", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, DIAMOND, SINGLE);
  await createTasks(db.sql, { name: "diamond" }, { name: "single" }, { name: "diamond" });
  await complete(db.sql, (await claim(db.sql)).toReversed().map((step) => done(step)));
  assertEquals(names(await claim(db.sql)), ["b", "b", "c", "c"]);
});

Deno.test("complete_steps() joins both parents of a batch at once", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, DIAMOND);
  await createTask(db.sql, "diamond");
  await complete(db.sql, [done(await claimOne(db.sql))]);
  await complete(db.sql, (await claim(db.sql)).map((step) => done(step, step.step_name)));
  assertEquals((await claimOne(db.sql)).dependencies, { b: "b", c: "c" });
});

Deno.test("complete_steps() records a result once that stands twice in a batch", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  await complete(db.sql, [done(a, 1), done(a, 1)]);
  assertEquals(names(await claim(db.sql)), ["b"]);
});

Deno.test("complete_steps() records a step once for which a batch has a success and a failure", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  const task = await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  await complete(db.sql, [done(a), failed(a, { retryable: false })]);
  assertEquals((await stepStates(db.sql, task)).a, "error");
});

Deno.test("complete_steps() fails a step whose result is too large, for good and with the reason", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, DIAMOND);
  const task = await createTask(db.sql, "diamond");
  await complete(db.sql, [done(await claimOne(db.sql))]);
  const [b, c] = await claim(db.sql) as [never, never];
  await complete(db.sql, [done(b, "x".repeat(1_100_000)), done(c, "x".repeat(900_000))]);
  assertEquals(await stepStates(db.sql, task), { a: "complete", b: "error", c: "complete", d: "pending" });
  const error = await errorOf(db, b);
  assertEquals(error.error_type, "result_too_large");
  assertStringIncludes(String(error.message), "1048576 are allowed");
});

Deno.test("complete_steps() refuses results that are no array", async (t) => {
  await using db = await TestDatabase.create();
  for (const results of ['{"step_uuid": null}', "null", "7"]) {
    await t.step(`complete_steps() refuses ${results}, which is no array`, async () => {
      const error = await refusal(
        db.sql`select * from tasker_v1.complete_steps(${W1}, ${results}::text::jsonb)`,
      );
      assertEquals(error.code, "TK001");
      assertStringIncludes(error.message, "must be a JSON array");
    });
  }
});

for (
  const entry of [7, null, {}, { step_uuid: "x" }, { step_uuid: W1, attempt: "one" }, [[{ success: true }]]]
) {
  Deno.test(`complete_steps() refuses the result ${text(entry)}, naming its place`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, SINGLE);
    await createTask(db.sql, "single");
    const step = await claimOne(db.sql);
    const error = await refusal(complete(db.sql, [failed(step), entry as never]));
    assertEquals(error.code, "TK001", error.message);
    assertStringIncludes(error.message, "result 2");
    assertEquals(await report(db.sql, [done(step)]), ["recorded"]);
  });
}

Deno.test("complete_steps() refuses a success of a step that is no uuid among others, and records none", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  await createTask(db.sql, "single");
  const step = await claimOne(db.sql);
  const error = await refusal(complete(db.sql, [done(step), { ...done(step), step_uuid: "x" }]));
  assertEquals(error.code, "TK001", error.message);
  assertStringIncludes(error.message, "result 2");
  assertEquals(await report(db.sql, [done(step)]), ["recorded"]);
});

for (
  const [error, message] of [
    ["boom", "boom"],
    [["boom"], '["boom"]'],
    [7, "7"],
    [null, "The handler failed and did not say why"],
  ] as const
) {
  Deno.test(`complete_steps() keeps the error ${text(error)}, though it is no object`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, SINGLE);
    const task = await createTask(db.sql, "single");
    const { step_uuid, attempt } = await claimOne(db.sql);
    await complete(db.sql, [{ step_uuid, attempt, success: false, error }]);
    assertEquals((await stepStates(db.sql, task)).only, "waiting_for_retry");
    assertEquals(await errorOf(db, { step_uuid }), { message, error_type: "handler_error" });
  });
}

Deno.test("complete_steps() keeps all that a handler says of its error", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  await createTask(db.sql, "single");
  const step = await claimOne(db.sql);
  const error = {
    message: "no",
    error_type: "declined",
    error_code: "E7",
    backtrace: ["a", "b"],
    retryable: false,
  };
  await complete(db.sql, [failed(step, error)]);
  assertEquals(await errorOf(db, step), error);
});

Deno.test("complete_steps_report() says of each result what became of it, and gives what it took along", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, FAN);
  await createTask(db.sql, "fan");
  const a = await claimOne(db.sql);
  const results = text([done(a), { ...done(a), attempt: 9 }]);
  const rows = await db.sql`
    select r.outcome, r.step_name from tasker_v1.complete_steps_report(${W1}, ${results}::text::jsonb, 2) r`;
  assertEquals(rows.map((row) => [row.outcome, row.step_name]), [
    ["recorded", null],
    ["stale", null],
    ["taken", "b"],
    ["taken", "c"],
  ]);
});
