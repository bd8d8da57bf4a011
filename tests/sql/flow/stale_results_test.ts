import { assertEquals } from "@std/assert";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import {
  claimOne,
  complete,
  createTask,
  done,
  failed,
  report,
  stepStates,
  taskState,
  W2,
} from "./_engine.ts";
import { LINEAR, register } from "./_templates.ts";

/** A linear task whose first step W1 runs, in a session whose clock stands. */
async function running(db: TestDatabase) {
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, LINEAR);
  const task = await createTask(clock, "linear");
  return { clock, task, a: await claimOne(clock) };
}

Deno.test("complete_steps() ignores a result of another worker", async () => {
  await using db = await TestDatabase.create();
  const { clock, task, a } = await running(db);
  assertEquals(await report(clock, [done(a)], W2), ["stale"]);
  assertEquals(await report(clock, [failed(a)], W2), ["stale"]);
  assertEquals((await stepStates(clock, task)).a, "in_progress");
});

Deno.test("complete_steps() ignores a result of another attempt", async () => {
  await using db = await TestDatabase.create();
  const { clock, task, a } = await running(db);
  assertEquals(await report(clock, [done({ ...a, attempt: 2 }), failed({ ...a, attempt: 0 })]), [
    "stale",
    "stale",
  ]);
  assertEquals((await stepStates(clock, task)).a, "in_progress");
});

Deno.test("complete_steps() ignores a result of a step that nobody knows", async () => {
  await using db = await TestDatabase.create();
  const { clock, a } = await running(db);
  assertEquals(await report(clock, [done({ ...a, step_uuid: crypto.randomUUID() }), done(a)]), [
    "stale",
    "recorded",
  ]);
});

Deno.test("complete_steps() takes a result whose lease is over while nobody took the step back", async () => {
  await using db = await TestDatabase.create();
  const { clock, a } = await running(db);
  await moveClock(clock, "2026-01-01T01:00:00Z");
  assertEquals(await report(clock, [done(a)]), ["recorded"]);
});

Deno.test("complete_steps() ignores the late result of an attempt that was recovered", async () => {
  await using db = await TestDatabase.create();
  const { clock, task, a } = await running(db);
  await moveClock(clock, "2026-01-01T01:00:00Z");
  await clock`select tasker_v1.recover_expired_leases()`;
  assertEquals(await report(clock, [done(a, "late")]), ["stale"]);

  const again = await claimOne(clock);
  assertEquals(again.attempt, 2);
  assertEquals(await report(clock, [done(a, "later"), done(again, "second")]), ["stale", "recorded"]);
  const [row] = await clock`select s.results from tasker.workflow_steps s where s.step_uuid = ${a.step_uuid}`;
  assertEquals(row?.results, "second");
  assertEquals((await stepStates(clock, task)).b, "enqueued");
});

Deno.test("complete_steps() ignores the late result of a cancelled task", async () => {
  await using db = await TestDatabase.create();
  const { clock, task, a } = await running(db);
  await clock`select tasker_v1.cancel_tasks(array[${task}]::uuid[], 'no longer wanted')`;
  assertEquals(await report(clock, [done(a)]), ["stale"]);
  assertEquals(await report(clock, [failed(a)]), ["stale"]);
  assertEquals(await taskState(clock, task), "cancelled");
});

Deno.test("complete_steps() ignores a result that was recorded already", async () => {
  await using db = await TestDatabase.create();
  const { clock, task, a } = await running(db);
  await complete(clock, [done(a, "first")]);
  assertEquals(await report(clock, [done(a, "second"), failed(a)]), ["stale", "stale"]);
  assertEquals(await stepStates(clock, task), { a: "complete", b: "enqueued", c: "pending" });
});

Deno.test("complete_steps() ignores the late failure of an attempt that failed already", async () => {
  await using db = await TestDatabase.create();
  const { clock, a } = await running(db);
  await complete(clock, [failed(a, {}, { retry_after_seconds: 60 })]);
  assertEquals(await report(clock, [failed(a), done(a)]), ["stale", "stale"]);
  const [timers] = await clock`select count(*)::integer as timers from tasker.timers`;
  assertEquals(timers?.timers, 1);
});
