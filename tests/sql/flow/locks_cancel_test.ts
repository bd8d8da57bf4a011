/** The lock order of sql/LOCKS.md: a cancellation meets whatever else may happen to its task. */
import { assertEquals } from "@std/assert";
import { TestDatabase } from "../../_support/database.ts";
import {
  claim,
  complete,
  createTask,
  done,
  failed,
  refusal,
  report,
  stepOf,
  stepStates,
  taskState,
  W2,
} from "./_engine.ts";
import { blocked, hold, meet, standsBefore } from "./_sessions.ts";
import { LINEAR, register, SINGLE } from "./_templates.ts";
import { cancel, holdStep, LATER, running, START, wake } from "./_verbs.ts";

Deno.test("complete × cancel: a result recorded first stands, and the rest is cancelled", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  await meet(db, (sql) => complete(sql, [done(step("a"))]), (sql) => cancel(sql, task));
  assertEquals(await stepStates(db.sql, task), { a: "complete", b: "cancelled", c: "cancelled" });
  assertEquals(await claim(db.sql), []);
});

Deno.test("complete × cancel: steps taken along by a completion are cancelled too, and aborted", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  await meet(db, (sql) => complete(sql, [done(step("a"))], { take: 1 }), (sql) => cancel(sql, task));
  assertEquals(await stepStates(db.sql, task), { a: "complete", b: "cancelled", c: "cancelled" });
  const aborts = await db.sql`select a.step_uuid from tasker.step_aborts a`;
  assertEquals(aborts.map((row) => row.step_uuid), [await stepOf(db.sql, task, "b")]);
});

Deno.test("complete × cancel: the last result recorded first leaves nothing to cancel", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, SINGLE);
  const error = await refusal(
    meet(db, (sql) => complete(sql, [done(step("only"))]), (sql) => cancel(sql, task)),
  );
  assertEquals(error.code, "TK202");
  assertEquals(await taskState(db.sql, task), "complete");
});

Deno.test("cancel × complete: a result that comes while its task is cancelled is stale", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  const outcome = await meet(db, (sql) => cancel(sql, task), (sql) => report(sql, [done(step("a"))]));
  assertEquals(outcome, ["stale"]);
  assertEquals(await taskState(db.sql, task), "cancelled");
});

Deno.test("cancel × fail: a failure that comes while its task is cancelled is stale", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  const outcome = await meet(db, (sql) => cancel(sql, task), (sql) => report(sql, [failed(step("a"))]));
  assertEquals(outcome, ["stale"]);
  assertEquals(await taskState(db.sql, task), "cancelled");
});

Deno.test("claim × cancel: a step claimed first is cancelled and its worker told", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  await meet(db, (sql) => claim(sql), (sql) => cancel(sql, task));
  assertEquals(await taskState(db.sql, task), "cancelled");
  assertEquals((await db.sql`select from tasker.step_aborts`).length, 1);
});

Deno.test("cancel × claim: a claim does not wait for steps that are being cancelled", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  const cancelling = await hold(db, (sql) => cancel(sql, task));
  assertEquals(await claim(db.sql), []);
  await cancelling.letGo();
  assertEquals(await claim(db.sql), []);
});

Deno.test("complete × cancel × claim: a claim of a step queued while its task is cancelled gets nothing", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  // the cancellation waits for the queue row of "a" and never sees that of "b"; then it stands before "c", and has "b"
  const completing = await hold(db, (sql) => complete(sql, [done(step("a"))]));
  const cancelling = await blocked(db, (sql) => cancel(sql, task));
  const holder = await holdStep(db, await stepOf(db.sql, task, "c"));
  await completing.letGo();
  await standsBefore(db, cancelling, holder);
  const claiming = await blocked(db, (sql) => claim(sql, { worker: W2 }));
  await holder.letGo();
  await cancelling.result;
  assertEquals(await claiming.result, []);
  assertEquals(await stepStates(db.sql, task), { a: "complete", b: "cancelled", c: "cancelled" });
});

Deno.test("wake_timers × cancel: a retry that wakes while its task is cancelled is cancelled", async () => {
  await using db = await TestDatabase.create();
  const { task, sql, step } = await running(db, SINGLE, START);
  await complete(sql, [failed(step("only"), {}, { retry_after_seconds: 60 })]);
  await meet(db, wake, (session) => cancel(session, task), LATER);
  assertEquals(await stepStates(db.sql, task), { only: "cancelled" });
  assertEquals(await claim(db.sql), []);
});

Deno.test("cancel × wake_timers: a cancelled retry does not wake", async () => {
  await using db = await TestDatabase.create();
  const { task, sql, step } = await running(db, SINGLE, START);
  await complete(sql, [failed(step("only"), {}, { retry_after_seconds: 60 })]);
  const cancelling = await hold(db, (session) => cancel(session, task), LATER);
  await wake(await db.at(LATER));
  await cancelling.letGo();
  await wake(await db.at(LATER));
  assertEquals(await stepStates(db.sql, task), { only: "cancelled" });
});

Deno.test("wake_timers × cancel: a task that starts while it is cancelled is cancelled", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(START);
  await register(sql, LINEAR);
  const task = await createTask(sql, "linear", { run_at: "2026-01-01T00:30:00Z" });
  await meet(db, wake, (session) => cancel(session, task), LATER);
  assertEquals(await taskState(db.sql, task), "cancelled");
  assertEquals(await claim(db.sql), []);
});
