import { assertEquals } from "@std/assert";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import { claimOne, complete, createTask, done, failed, stepOf, W1, W2 } from "./_engine.ts";
import { LINEAR, register, template } from "./_templates.ts";

/** The path of a task: from → to. */
async function taskPath(db: TestDatabase, task: string): Promise<string[]> {
  const rows = await db.sql`
    select t.from_state, t.to_state, t.sort_key, t.most_recent
      from tasker.task_transitions t where t.task_uuid = ${task} order by t.sort_key`;
  assertEquals(rows.map((row) => row.sort_key), rows.map((_, n) => n + 1));
  assertEquals(rows.map((row) => row.most_recent), rows.map((_, n) => n === rows.length - 1));
  return rows.map((row) => `${row.from_state} > ${row.to_state}`);
}

/** The path of a step: from → to, attempt, worker. */
async function stepPath(db: TestDatabase, step: string): Promise<(string | number | null)[][]> {
  const rows = await db.sql`
    select t.from_state, t.to_state, t.attempt, right(t.worker_uuid::text, 1) as worker
      from tasker.workflow_step_transitions t where t.step_uuid = ${step} order by t.sort_key`;
  return rows.map((row) => [`${row.from_state} > ${row.to_state}`, row.attempt, row.worker]);
}

Deno.test("a task's whole life is in its transitions, a retry included", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, template("life", { a: {}, b: { needs: ["a"] } }));
  const task = await createTask(clock, "life");
  await complete(clock, [failed(await claimOne(clock), {}, { retry_after_seconds: 60 })]);
  await moveClock(clock, "2026-01-01T00:01:00Z");
  await clock`select tasker_v1.wake_timers()`;
  const [b] = await complete(clock, [done(await claimOne(clock))], { take: 1 }) as [never];
  await complete(clock, [done(b)]);

  assertEquals(await taskPath(db, task), [
    "null > pending",
    "pending > initializing",
    "initializing > enqueuing_steps",
    "enqueuing_steps > steps_in_process",
    "steps_in_process > waiting_for_retry",
    "waiting_for_retry > enqueuing_steps",
    "enqueuing_steps > steps_in_process",
    "steps_in_process > evaluating_results",
    "evaluating_results > complete",
  ]);
  assertEquals(await stepPath(db, await stepOf(clock, task, "a")), [
    ["null > pending", 0, null],
    ["pending > enqueued", 0, null],
    ["enqueued > in_progress", 1, "1"],
    ["in_progress > waiting_for_retry", 1, "1"],
    ["waiting_for_retry > pending", 1, null],
    ["pending > enqueued", 1, null],
    ["enqueued > in_progress", 2, "1"],
    ["in_progress > complete", 2, "1"],
  ]);
  assertEquals(await stepPath(db, await stepOf(clock, task, "b")), [
    ["null > pending", 0, null],
    ["pending > enqueued", 1, "1"],
    ["enqueued > in_progress", 1, "1"],
    ["in_progress > complete", 1, "1"],
  ]);
});

Deno.test("a failure's transition tells the error and when the next attempt comes", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, LINEAR);
  await createTask(clock, "linear");
  const a = await claimOne(clock);
  await complete(clock, [failed(a, { error_type: "gateway" }, { retry_after_seconds: 60 })]);
  const [row] = await clock`
    select t.metadata, t.created_at from tasker.workflow_step_transitions t
     where t.step_uuid = ${a.step_uuid} and t.most_recent`;
  assertEquals(row?.metadata.error, { message: "boom", error_type: "gateway" });
  assertEquals(new Date(row?.metadata.next_retry_at), new Date("2026-01-01T00:01:00Z"));
  assertEquals(row?.created_at, new Date("2026-01-01T00:00:00Z"));
});

Deno.test("a step's transitions tell which worker lost it and which got it next", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, LINEAR);
  await createTask(clock, "linear");
  const a = await claimOne(clock, { worker: W1 });
  await moveClock(clock, "2026-01-01T00:05:00Z");
  await clock`select tasker_v1.recover_expired_leases()`;
  const again = await claimOne(clock, { worker: W2 });
  await clock`select tasker_v1.release_steps(${W2}, array[${again.step_uuid}]::uuid[])`;
  assertEquals((await stepPath(db, a.step_uuid)).slice(2), [
    ["enqueued > in_progress", 1, "1"],
    ["in_progress > enqueued", 1, "1"],
    ["enqueued > in_progress", 2, "2"],
    ["in_progress > enqueued", 1, "2"],
  ]);
});

Deno.test("workflow_step_result_audit has a row for each recorded attempt, and none for a lost one", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, LINEAR);
  const task = await createTask(clock, "linear");
  await complete(clock, [failed(await claimOne(clock), {}, { retry_after_seconds: 0 })]);
  await clock`select tasker_v1.wake_timers()`;
  await claimOne(clock);
  await moveClock(clock, "2026-01-01T00:05:00Z");
  await clock`select tasker_v1.recover_expired_leases()`;
  await complete(clock, [done(await claimOne(clock))]);
  const rows = await clock`
    select r.attempt, r.success, r.correlation_id from tasker.workflow_step_result_audit r
     where r.task_uuid = ${task} order by r.history_id`;
  assertEquals(rows.map((row) => [row.attempt, row.success]), [[1, false], [3, true]]);
  assertEquals(rows[0]?.correlation_id, task);
});
