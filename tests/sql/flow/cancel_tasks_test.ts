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
  refusal,
  runToEnd,
  stepStates,
  taskState,
  text,
  W1,
} from "./_engine.ts";
import { BRANCHES, DIAMOND, LINEAR, register, SINGLE } from "./_templates.ts";

/** Cancels tasks and gives the rows. */
async function cancel(sql: Sql, ...tasks: readonly string[]): Promise<Record<string, unknown>[]> {
  const rows = await sql`select * from tasker_v1.cancel_tasks(${[...tasks]}::uuid[], 'no longer wanted')`;
  return rows.map((row) => ({ ...row }));
}

Deno.test("cancel_tasks() cancels every live step and leaves finished ones", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, DIAMOND);
  const task = await createTask(db.sql, "diamond");
  await complete(db.sql, [done(await claimOne(db.sql))], { take: 1 });
  assertEquals(await cancel(db.sql, task), [{ task_uuid: task, state: "cancelled" }]);
  assertEquals(await taskState(db.sql, task), "cancelled");
  assertEquals(await stepStates(db.sql, task), {
    a: "complete",
    b: "cancelled",
    c: "cancelled",
    d: "cancelled",
  });
  assertEquals(await claim(db.sql), []);
});

Deno.test("cancel_tasks() cancels a task that waits for a retry, one that is blocked and one that has not begun", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, SINGLE, BRANCHES);
  const [retried, blocked] = [await createTask(clock, "single"), await createTask(clock, "single")];
  const [one, two] = await claim(clock) as [never, never];
  await complete(clock, [failed(one), failed(two, { retryable: false })]);
  const later = await createTask(clock, "branches", { run_at: "2026-02-01T00:00:00Z" });
  await cancel(clock, retried, blocked, later);
  await moveClock(clock, "2026-03-01T00:00:00Z");
  const [row] = await clock`select tasker_v1.wake_timers() as woken`;
  assertEquals(row?.woken, 0);
  assertEquals(await claim(clock), []);
});

Deno.test("cancel_tasks() cancels a task whose results are parked; their messages are stale", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  const task = await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  await db.sql`select tasker_v1.submit_step_results(${W1}, ${text([done(a)])}::text::jsonb)`;
  await cancel(db.sql, task);
  const [row] = await db.sql`select * from tasker_v1.process_step_results(array[${a.step_uuid}]::uuid[])`;
  assertEquals(row?.outcome, "stale");
  assertEquals(await taskState(db.sql, task), "cancelled");
});

Deno.test("cancel_tasks() records why, on the task and on each step", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  await cancel(db.sql, task);
  const rows = await db.sql`
    select t.metadata from tasker.task_transitions t where t.most_recent
    union all
    select t.metadata from tasker.workflow_step_transitions t where t.most_recent`;
  assertEquals(
    rows.map((row) => row.metadata),
    Array(2).fill({ event: "cancel", reason: "no longer wanted" }),
  );
});

Deno.test("cancel_tasks() refuses a task that is over, and cancels none of the call", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const over = await createTask(db.sql, "single");
  await runToEnd(db.sql);
  const live = await createTask(db.sql, "single");
  const error = await refusal(cancel(db.sql, live, over));
  assertEquals(error.code, "TK202");
  assertStringIncludes(error.message, "it is complete");
  assertEquals(await taskState(db.sql, live), "steps_in_process");
});

Deno.test("cancel_tasks() refuses a task that is cancelled already", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  await cancel(db.sql, task);
  assertEquals((await refusal(cancel(db.sql, task))).code, "TK202");
});

Deno.test("cancel_tasks() refuses a task that nobody knows, and cancels none of the call", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  assertEquals((await refusal(cancel(db.sql, task, crypto.randomUUID()))).code, "TK101");
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("cancel_tasks() takes a task that is named twice once", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  await cancel(db.sql, task, task);
  const [row] = await db.sql`
    select count(*)::integer as moves from tasker.task_transitions t where t.to_state = 'cancelled'`;
  assertEquals(row?.moves, 1);
});

Deno.test("cancel_tasks() of nothing cancels nothing", async () => {
  await using db = await TestDatabase.create();
  assertEquals(await cancel(db.sql), []);
});
