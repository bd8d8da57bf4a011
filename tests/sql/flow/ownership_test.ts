import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import { claim, claimOne, complete, createTask, done, runToEnd, taskState } from "./_engine.ts";
import { LINEAR, register, SINGLE } from "./_templates.ts";

const PROCESSOR = "00000000-0000-7000-8000-0000000000aa";

/** Moves a task as an orchestrator would by hand. */
async function move(sql: Sql, task: string, from: string, to: string): Promise<void> {
  const [row] = await sql`
    select tasker_v1.transition_task_state_atomic(${task}, ${from}, ${to}, ${PROCESSOR}) as moved`;
  assertEquals(row?.moved, true);
}

Deno.test("complete_steps() ends a task by a legal path that a processor holds in another state", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  const step = await claimOne(db.sql);
  await move(db.sql, task, "steps_in_process", "evaluating_results");
  await complete(db.sql, [done(step)]);
  assertEquals(await taskState(db.sql, task), "complete");
  const path = await db.sql`
    select t.to_state from tasker.task_transitions t where t.task_uuid = ${task} order by t.sort_key desc limit 3`;
  assertEquals(path.map((row) => row.to_state), ["complete", "evaluating_results", "steps_in_process"]);
});

Deno.test("recheck_tasks() takes a task away from a processor that went silent, not before", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, LINEAR);
  const task = await createTask(clock, "linear");
  await move(clock, task, "steps_in_process", "evaluating_results");

  await moveClock(clock, "2026-01-01T00:04:59Z");
  assertEquals((await clock`select tasker_v1.recheck_tasks() as count`)[0]?.count, 0);
  assertEquals(await taskState(clock, task), "evaluating_results");

  await moveClock(clock, "2026-01-01T00:05:01Z");
  assertEquals((await clock`select tasker_v1.recheck_tasks() as count`)[0]?.count, 1);
  assertEquals(await taskState(clock, task), "steps_in_process");
  await runToEnd(clock);
  assertEquals(await taskState(clock, task), "complete");
});

Deno.test("a task that a processor started before its run_at, and left, runs to its end", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, LINEAR);
  const task = await createTask(clock, "linear", { run_at: "2026-01-01T01:00:00Z" });
  await move(clock, task, "pending", "initializing");
  await runToEnd(clock);
  assertEquals(await taskState(clock, task), "complete");
  await moveClock(clock, "2026-01-01T01:00:00Z");
  await clock`select tasker_v1.wake_timers()`;
  assertEquals(await taskState(clock, task), "complete");
});

Deno.test("wake_timers() blocks a task at its start whose only step was failed before", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, SINGLE);
  const task = await createTask(clock, "single", { run_at: "2026-01-01T01:00:00Z" });
  const [step] = await clock`select s.step_uuid from tasker.workflow_steps s`;
  await clock`select tasker_v1.transition_step_state_atomic(${step?.step_uuid}, 'pending', 'error', null)`;
  assertEquals(await taskState(clock, task), "pending");
  await moveClock(clock, "2026-01-01T01:00:00Z");
  await clock`select tasker_v1.wake_timers()`;
  assertEquals(await taskState(clock, task), "blocked_by_failures");
});

Deno.test("a task is blocked when a step of it was cancelled alone: nothing of it can run any more", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  const task = await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  await db
    .sql`select tasker_v1.transition_step_state_atomic(${a.step_uuid}, 'in_progress', 'cancelled', null)`;
  assertEquals(await taskState(db.sql, task), "blocked_by_failures");
  assertEquals(await claim(db.sql), []);
});
