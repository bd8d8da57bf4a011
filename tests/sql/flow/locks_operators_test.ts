/** The lock order of sql/LOCKS.md: timers, workers that register, and operators' verbs. */
import { assertEquals } from "@std/assert";
import { TestDatabase } from "../../_support/database.ts";
import { claim, complete, done, failed, refusal, stepOf, stepStates, taskState, W1, W2 } from "./_engine.ts";
import { blocked, hold, meet, standsBefore } from "./_sessions.ts";
import { BRANCHES, LINEAR, SINGLE } from "./_templates.ts";
import { holdStep, LATER, registerWorker, reset, resolve, ROOTS, running, START, wake } from "./_verbs.ts";

Deno.test("wake_timers × wake_timers: two sessions share the due timers", async () => {
  await using db = await TestDatabase.create();
  const { task, sql, step } = await running(db, ROOTS, START);
  await complete(sql, ["a", "m", "z"].map((name) => failed(step(name), {}, { retry_after_seconds: 60 })));
  const first = await hold(db, (session) => session`select tasker_v1.wake_timers(2)`, LATER);
  const second = await blocked(db, (session) => session`select tasker_v1.wake_timers() as woken`, LATER);
  await first.letGo();
  assertEquals((await second.result)[0]?.woken, 1);
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("reset × complete: a step reset while a sibling completes leaves its task in process", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, BRANCHES);
  await complete(db.sql, [failed(step("a"), { retryable: false })]);
  await meet(db, (sql) => reset(sql, step("a").step_uuid), (sql) => complete(sql, [done(step("x"))]));
  assertEquals(await stepStates(db.sql, task), { a: "enqueued", x: "complete", b: "pending", y: "enqueued" });
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("complete × reset: the other way round, too", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, BRANCHES);
  await complete(db.sql, [failed(step("a"), { retryable: false })]);
  await meet(db, (sql) => complete(sql, [done(step("x"))]), (sql) => reset(sql, step("a").step_uuid));
  assertEquals(await stepStates(db.sql, task), { a: "enqueued", x: "complete", b: "pending", y: "enqueued" });
});

Deno.test("reset × reset: a step is reset once", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, SINGLE);
  await complete(db.sql, [failed(step("only"), { retryable: false })]);
  const uuid = step("only").step_uuid;
  assertEquals((await refusal(meet(db, (sql) => reset(sql, uuid), (sql) => reset(sql, uuid)))).code, "TK203");
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("reset × give up: a task that goes on is not given up", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, SINGLE);
  await complete(db.sql, [failed(step("only"), { retryable: false })]);
  const error = await refusal(
    meet(
      db,
      (sql) => reset(sql, step("only").step_uuid),
      (sql) => sql`select tasker_v1.give_up_task(${task}, 'ann', 'test')`,
    ),
  );
  assertEquals(error.code, "TK202");
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("complete × resolve × claim: a step queued while a person waits for it is resolved, a claim gets nothing", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  const b = await stepOf(db.sql, task, "b");
  // the person found no queue row of "b" and waits for its step; then stands before "c", and has "b"
  const completing = await hold(db, (sql) => complete(sql, [done(step("a"))]));
  const resolving = await blocked(db, (sql) => resolve(sql, b));
  const holder = await holdStep(db, await stepOf(db.sql, task, "c"));
  await completing.letGo();
  await standsBefore(db, resolving, holder);
  const claiming = await blocked(db, (sql) => claim(sql, { worker: W2 }));
  await holder.letGo();
  await resolving.result;
  assertEquals(await claiming.result, []);
  assertEquals(await stepStates(db.sql, task), { a: "complete", b: "resolved_manually", c: "enqueued" });
});

Deno.test("register_worker × register_worker: two workers that wake the same deferred steps do not wait for each other", async () => {
  await using db = await TestDatabase.create();
  const { sql, step } = await running(db, ROOTS, START);
  const uuids = ["a", "m", "z"].map((name) => step(name).step_uuid);
  await sql`select tasker_v1.defer_steps(${W1}, ${uuids}::uuid[], '1 hour')`;
  const registering = await hold(db, (session) => registerWorker(session, crypto.randomUUID()), START);
  await registerWorker(await db.at(START), crypto.randomUUID());
  await registering.letGo();
  await wake(sql);
  assertEquals((await claim(sql)).length, 3);
});
