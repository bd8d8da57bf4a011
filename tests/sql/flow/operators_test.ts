import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  done,
  failed,
  names,
  refusal,
  report,
  runToEnd,
  stepOf,
  stepStates,
  taskState,
} from "./_engine.ts";
import { BRANCHES, DIAMOND, LINEAR, register, SINGLE, template } from "./_templates.ts";

/** What an operator's verb answers for a step. */
async function operate(
  sql: Sql,
  verb: string,
  step: string,
  result?: string,
): Promise<Record<string, unknown>> {
  const given = result === undefined ? sql`` : sql`${result}::text::jsonb,`;
  const [row] = await sql`select * from tasker_v1.${sql.unsafe(verb)}(${step}, ${given} 'ann', 'a test')`;
  return { ...row };
}

/** A linear task whose first step failed for good. */
async function blocked(db: TestDatabase) {
  await register(db.sql, LINEAR);
  const task = await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  await complete(db.sql, [failed(a, { retryable: false })]);
  return { task, a };
}

Deno.test("reset_step_for_retry() gives a failed step further attempts and drives its task at once", async () => {
  await using db = await TestDatabase.create();
  const { task, a } = await blocked(db);
  assertEquals(await operate(db.sql, "reset_step_for_retry", a.step_uuid), {
    task_uuid: task,
    step_uuid: a.step_uuid,
    task_state: "steps_in_process",
    step_state: "enqueued",
  });
  const again = await claimOne(db.sql);
  assertEquals(again.attempt, 2);
  await complete(db.sql, [done(again)]);
  await runToEnd(db.sql);
  assertEquals(await taskState(db.sql, task), "complete");
});

Deno.test("resolve_step_manually() lets the children go on without a result", async () => {
  await using db = await TestDatabase.create();
  const { task, a } = await blocked(db);
  const answer = await operate(db.sql, "resolve_step_manually", a.step_uuid);
  assertEquals([answer.task_state, answer.step_state], ["steps_in_process", "resolved_manually"]);
  const b = await claimOne(db.sql);
  assertEquals(b.dependencies, { a: null });
  await complete(db.sql, [done(b)]);
  await runToEnd(db.sql);
  assertEquals(await taskState(db.sql, task), "complete");
});

for (const [result, read] of [['{"paid": 7}', { paid: 7 }], ["null", null], ["false", false]] as const) {
  Deno.test(`complete_step_manually() gives the children the result ${result}`, async () => {
    await using db = await TestDatabase.create();
    const { a } = await blocked(db);
    const answer = await operate(db.sql, "complete_step_manually", a.step_uuid, result);
    assertEquals([answer.task_state, answer.step_state], ["steps_in_process", "complete"]);
    assertEquals((await claimOne(db.sql)).dependencies, { a: read });
  });
}

Deno.test("the last open step completed by a person completes the task", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  const answer = await operate(db.sql, "complete_step_manually", await stepOf(db.sql, task, "only"), "1");
  assertEquals(answer.task_state, "complete");
  assertEquals(await claim(db.sql), []);
});

for (const verb of ["resolve_step_manually", "complete_step_manually"]) {
  const result = verb === "complete_step_manually" ? "1" : undefined;

  Deno.test(`${verb}() makes the running handler's result stale and has it aborted`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, LINEAR);
    await createTask(db.sql, "linear");
    const a = await claimOne(db.sql);
    await operate(db.sql, verb, a.step_uuid, result);
    assertEquals(await report(db.sql, [done(a)]), ["stale"]);
    const aborts = await db.sql`select a.step_uuid, a.attempt from tasker.step_aborts a`;
    assertEquals(aborts.map((row) => ({ ...row })), [{ step_uuid: a.step_uuid, attempt: 1 }]);
  });

  Deno.test(`${verb}() of a leaf whose parents still run lets the task end with its last step`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, DIAMOND);
    const task = await createTask(db.sql, "diamond");
    const a = await claimOne(db.sql);
    await operate(db.sql, verb, await stepOf(db.sql, task, "d"), result);
    assertEquals(await taskState(db.sql, task), "steps_in_process");
    await complete(db.sql, [done(a)]);
    await runToEnd(db.sql);
    assertEquals(await taskState(db.sql, task), "complete");
  });

  Deno.test(`${verb}() of a leaf does not let the task end before its running parents`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, BRANCHES);
    const task = await createTask(db.sql, "branches");
    const [a, x] = await claim(db.sql) as [never, never];
    await operate(db.sql, verb, await stepOf(db.sql, task, "b"), result);
    const [y] = await complete(db.sql, [done(x)], { take: 1 }) as [never];
    await complete(db.sql, [done(y)]);
    assertEquals(await taskState(db.sql, task), "steps_in_process");
    await complete(db.sql, [done(a)]);
    assertEquals(await taskState(db.sql, task), "complete");
  });

  Deno.test(`${verb}() of all that a task has before its run_at completes it`, async () => {
    await using db = await TestDatabase.create();
    const clock = await db.at("2026-01-01T00:00:00Z");
    await register(clock, SINGLE);
    const task = await createTask(clock, "single", { run_at: "2026-02-01T00:00:00Z" });
    await operate(clock, verb, await stepOf(clock, task, "only"), result);
    assertEquals(await taskState(clock, task), "complete");
  });

  Deno.test(`${verb}() of a root before the task's run_at lets its child start then`, async () => {
    await using db = await TestDatabase.create();
    const clock = await db.at("2026-01-01T00:00:00Z");
    await register(clock, LINEAR);
    const task = await createTask(clock, "linear", { run_at: "2026-02-01T00:00:00Z" });
    await operate(clock, verb, await stepOf(clock, task, "a"), result);
    assertEquals(await claim(clock), []);
    await moveClock(clock, "2026-02-01T00:00:00Z");
    await clock`select tasker_v1.wake_timers()`;
    assertEquals(names(await claim(clock)), ["b"]);
  });

  Deno.test(`${verb}() ends the wait for a retry`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, SINGLE);
    const task = await createTask(db.sql, "single");
    const step = await claimOne(db.sql);
    await complete(db.sql, [failed(step)]);
    await operate(db.sql, verb, step.step_uuid, result);
    assertEquals(await taskState(db.sql, task), "complete");
  });

  Deno.test(`${verb}() refuses a step that is complete`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, LINEAR);
    await createTask(db.sql, "linear");
    const a = await claimOne(db.sql);
    await complete(db.sql, [done(a)]);
    const error = await refusal(operate(db.sql, verb, a.step_uuid, result));
    assertEquals(error.code, "TK203");
    assertStringIncludes(error.message, "it is complete");
  });
}

for (const verb of ["reset_step_for_retry", "resolve_step_manually", "complete_step_manually"]) {
  const result = verb === "complete_step_manually" ? "1" : undefined;

  Deno.test(`${verb}() refuses a step that nobody knows`, async () => {
    await using db = await TestDatabase.create();
    assertEquals((await refusal(operate(db.sql, verb, crypto.randomUUID(), result))).code, "TK102");
  });

  Deno.test(`${verb}() refuses a step of a task that is over`, async () => {
    await using db = await TestDatabase.create();
    const { task, a } = await blocked(db);
    await db.sql`select tasker_v1.give_up_task(${task}, 'ann', 'a test')`;
    const error = await refusal(operate(db.sql, verb, a.step_uuid, result));
    assertEquals(error.code, "TK202");
    assertStringIncludes(error.message, "its task is error");
  });
}

Deno.test("reset_step_for_retry() refuses a step that is not in error", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  const error = await refusal(operate(db.sql, "reset_step_for_retry", await stepOf(db.sql, task, "only")));
  assertEquals(error.code, "TK203");
});

Deno.test("give_up_task() ends a blocked task in error; its failed step stays failed, the rest is cancelled", async () => {
  await using db = await TestDatabase.create();
  const { task } = await blocked(db);
  await db.sql`select tasker_v1.give_up_task(${task}, 'ann', 'a test')`;
  assertEquals(await taskState(db.sql, task), "error");
  assertEquals(await stepStates(db.sql, task), { a: "error", b: "cancelled", c: "cancelled" });
});

Deno.test("give_up_task() refuses a task that is not blocked, and one that nobody knows", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  assertEquals((await refusal(db.sql`select tasker_v1.give_up_task(${task}, 'ann', '')`)).code, "TK202");
  assertEquals(
    (await refusal(db.sql`select tasker_v1.give_up_task(${crypto.randomUUID()}, 'ann', '')`)).code,
    "TK101",
  );
});

Deno.test("resolve_task_manually() closes a task, whatever it was doing", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, template("pair", { a: {}, b: { needs: ["a"] } }));
  const task = await createTask(db.sql, "pair");
  const a = await claimOne(db.sql);
  await db.sql`select tasker_v1.resolve_task_manually(${task}, 'ann', 'a test')`;
  assertEquals(await taskState(db.sql, task), "resolved_manually");
  assertEquals(await stepStates(db.sql, task), { a: "cancelled", b: "cancelled" });
  assertEquals(await report(db.sql, [done(a)]), ["stale"]);
  assertEquals(
    (await refusal(db.sql`select tasker_v1.resolve_task_manually(${task}, 'ann', '')`)).code,
    "TK202",
  );
  assertEquals(
    (await refusal(db.sql`select tasker_v1.resolve_task_manually(${crypto.randomUUID()}, 'ann', '')`)).code,
    "TK101",
  );
});

Deno.test("an operator's name and reason are in the step's transition", async () => {
  await using db = await TestDatabase.create();
  const { a } = await blocked(db);
  await operate(db.sql, "reset_step_for_retry", a.step_uuid);
  const [row] = await db.sql`
    select t.metadata from tasker.workflow_step_transitions t
     where t.step_uuid = ${a.step_uuid} and t.from_state = 'error'`;
  assertEquals(row?.metadata, { event: "reset_for_retry", by: "ann", reason: "a test" });
});

Deno.test("complete_step_manually() refuses a result over the limit, and leaves the step as it is", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  const step = await stepOf(db.sql, task, "only");
  const large = JSON.stringify("x".repeat(10 * 1_048_576));
  const { code } = await refusal(operate(db.sql, "complete_step_manually", step, large));
  assertEquals([code, await stepStates(db.sql, task)], ["TK004", { only: "enqueued" }]);
});
