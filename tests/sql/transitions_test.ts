/** Compare and swap of tasks and steps. check_invariants() at each test's end sees that all that hangs on a move came with it. */
import { deepStrictEqual as same, match } from "node:assert/strict";
import type { Sql } from "postgres";
import type { StepState, TaskState } from "../../core/states.ts";
import { moveClock, TestDatabase } from "../_support/database.ts";
import {
  claim,
  createTask,
  finish,
  raisedBy,
  register,
  startTask,
  stepOf,
  templateOf,
} from "../_support/fixtures.ts";
import { backendPid, blockedOn } from "../_support/waiting.ts";

const WORKER = "00000000-0000-7000-8000-000000000001";
const OTHER = "00000000-0000-7000-8000-000000000002";
const NOON = "2026-01-01T12:00:00Z";

async function moveTask(
  sql: Sql,
  task: string,
  from: TaskState,
  to: TaskState,
  processor: string | null = null,
): Promise<boolean> {
  const [row] = await sql`
    select tasker_v1.transition_task_state_atomic(${task}, ${from}, ${to}, ${processor}, '{"why": "test"}') as moved`;
  return row?.moved;
}

async function moveStep(
  sql: Sql,
  step: string,
  from: StepState,
  to: StepState,
  { worker = null, metadata = {} }: { worker?: string | null; metadata?: unknown } = {},
): Promise<boolean> {
  const [row] = await sql`
    select tasker_v1.transition_step_state_atomic(${step}, ${from}, ${to}, ${worker},
                                                  ${JSON.stringify(metadata)}::text::jsonb) as moved`;
  return row?.moved;
}

async function states(sql: Sql, task: string): Promise<Record<string, string>> {
  const rows = await sql`
    select s.name, s.current_state from tasker_v1.get_task_steps(${task}) s
    union all select 'task', t.status from tasker_v1.get_task(${task}) t`;
  return Object.fromEntries(rows.map(({ name, current_state }) => [name, current_state]));
}

/** A task of one step that waits for its time. */
async function waitingTask(sql: Sql): Promise<string> {
  await register(sql, templateOf({ a: [] }));
  return await createTask(sql, { run_at: "2999-01-01T00:00:00Z" });
}

Deno.test("transition_task_state_atomic() moves once; the loser gets false", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  same(await moveTask(db.sql, task, "steps_in_process", "evaluating_results"), true);
  same(await moveTask(db.sql, task, "steps_in_process", "evaluating_results"), false);
  await db.sql`select tasker_v1.finalize_task_completion(${task})`;
});

Deno.test("transition_task_state_atomic() lets one of two win that move at the same time", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  const second = db.connect();
  const pid = await backendPid(second);
  let waiting: Promise<boolean> | undefined;
  await db.sql.begin(async (tx) => {
    same(await moveTask(tx as unknown as Sql, task, "steps_in_process", "evaluating_results"), true);
    waiting = moveTask(second, task, "steps_in_process", "evaluating_results");
    await blockedOn(db.sql, pid);
  });
  same(await waiting, false);
  await db.sql`select tasker_v1.finalize_task_completion(${task})`;
});

Deno.test("transition_task_state_atomic() writes who moved the task and why", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  await moveTask(db.sql, task, "steps_in_process", "evaluating_results", WORKER);
  const [row] = await db.sql`
    select from_state, to_state, processor_uuid, metadata from tasker_v1.get_task_transitions(${task}) where most_recent`;
  same({ ...row }, {
    from_state: "steps_in_process",
    to_state: "evaluating_results",
    processor_uuid: WORKER,
    metadata: { why: "test" },
  });
  await db.sql`select tasker_v1.finalize_task_completion(${task})`;
});

Deno.test("transition_task_state_atomic() lets only the owner move an active task", async () => {
  await using db = await TestDatabase.create();
  const task = await waitingTask(db.sql);
  same(await moveTask(db.sql, task, "pending", "initializing", WORKER), true);
  same(await moveTask(db.sql, task, "initializing", "waiting_for_dependencies", OTHER), false);
  same(await moveTask(db.sql, task, "initializing", "waiting_for_dependencies", WORKER), true);
});

Deno.test("transition_task_state_atomic() lets another take over from an owner that has been silent", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  await sql`update tasker.settings set ownership_timeout = '5 minutes'`;
  const task = await waitingTask(sql);
  await moveTask(sql, task, "pending", "initializing", WORKER);
  await moveClock(sql, "2026-01-01T12:04:59Z");
  same(await moveTask(sql, task, "initializing", "waiting_for_dependencies", OTHER), false);
  await moveClock(sql, "2026-01-01T12:05:00Z");
  same(await moveTask(sql, task, "initializing", "waiting_for_dependencies", OTHER), true);
});

Deno.test("transition_task_state_atomic() makes owners in active states and frees them in others", async () => {
  await using db = await TestDatabase.create();
  const task = await waitingTask(db.sql);
  await moveTask(db.sql, task, "pending", "initializing", WORKER);
  const [active] = await db.sql`select processor_uuid from tasker.tasks`;
  await moveTask(db.sql, task, "initializing", "waiting_for_dependencies", WORKER);
  const [waiting] = await db.sql`select processor_uuid, owned_at from tasker.tasks`;
  same([active?.processor_uuid, waiting?.processor_uuid, waiting?.owned_at], [WORKER, null, null]);
});

Deno.test("transition_task_state_atomic() enqueues what is ready when it starts a task", async () => {
  await using db = await TestDatabase.create();
  const task = await waitingTask(db.sql);
  await moveTask(db.sql, task, "pending", "initializing", WORKER);
  same(await states(db.sql, task), { a: "enqueued", task: "initializing" });
  same((await db.sql`select from tasker.timers`).length, 0);
});

Deno.test("transition_task_state_atomic() cancels the live steps of a task that it ends", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"] });
  await claim(db.sql, WORKER);
  same(await moveTask(db.sql, task, "steps_in_process", "cancelled"), true);
  same(await states(db.sql, task), { a: "cancelled", b: "cancelled", task: "cancelled" });
});

Deno.test("transition_task_state_atomic() refuses to complete a task with open steps", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [] });
  const raised = await raisedBy(moveTask(db.sql, task, "steps_in_process", "complete"));
  same([raised.code, raised.detail], ["TK202", 'Step "a" is enqueued.']);
});

Deno.test("transition_task_state_atomic() raises TK202 for a move that no rule allows", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  const raised = await raisedBy(moveTask(db.sql, task, "complete", "pending"));
  same([raised.code, raised.detail], ["TK202", "A task that is complete stays so."]);
});

Deno.test("transition_task_state_atomic() raises TK001 for what is no state, TK101 for no task", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  const typo = await raisedBy(moveTask(db.sql, task, "runing" as TaskState, "complete"));
  same(typo.code, "TK001");
  match(typo.hint!, /steps_in_process/);
  same((await raisedBy(moveTask(db.sql, crypto.randomUUID(), "pending", "initializing"))).code, "TK101");
});

Deno.test("transition_step_state_atomic() starts a step for a worker, once", async () => {
  await using db = await TestDatabase.create();
  const step = await stepOf(db.sql, await startTask(db.sql, { a: [] }), "a");
  same(await moveStep(db.sql, step, "enqueued", "in_progress", { worker: WORKER }), true);
  same(await moveStep(db.sql, step, "enqueued", "in_progress", { worker: OTHER }), false);
  const [row] = await db.sql`select attempts, worker_uuid from tasker_v1.get_step(null, ${step})`;
  same({ ...row }, { attempts: 1, worker_uuid: WORKER });
});

Deno.test("transition_step_state_atomic() completes a step: children ready, task complete at the end", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"] });
  for (const name of ["a", "b"]) {
    const step = await stepOf(db.sql, task, name);
    same(await moveStep(db.sql, step, "enqueued", "in_progress", { worker: WORKER }), true);
    same(
      await moveStep(db.sql, step, "in_progress", "complete", {
        worker: WORKER,
        metadata: { results: { name } },
      }),
      true,
    );
  }
  same(await states(db.sql, task), { a: "complete", b: "complete", task: "complete" });
  const [row] = await db.sql`select results from tasker_v1.get_step(null, ${await stepOf(
    db.sql,
    task,
    "b",
  )})`;
  same(row?.results, { name: "b" });
});

Deno.test("transition_step_state_atomic() lets no other worker move a step in progress", async () => {
  await using db = await TestDatabase.create();
  const step = await stepOf(db.sql, await startTask(db.sql, { a: [] }), "a");
  await claim(db.sql, WORKER);
  same(await moveStep(db.sql, step, "in_progress", "complete", { worker: OTHER }), false);
  same(await moveStep(db.sql, step, "in_progress", "complete", { worker: WORKER }), true);
});

Deno.test("transition_step_state_atomic() hands a step back without counting the attempt", async () => {
  await using db = await TestDatabase.create();
  const step = await stepOf(db.sql, await startTask(db.sql, { a: [] }), "a");
  await claim(db.sql, WORKER);
  same(await moveStep(db.sql, step, "in_progress", "enqueued", { worker: WORKER }), true);
  const [row] = await db.sql`select current_state, attempts from tasker_v1.get_step(null, ${step})`;
  same({ ...row }, { current_state: "enqueued", attempts: 0 });
});

Deno.test("transition_step_state_atomic() makes a step wait for its retry and try again", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [] });
  const step = await stepOf(db.sql, task, "a");
  await claim(db.sql, WORKER);
  same(await moveStep(db.sql, step, "in_progress", "waiting_for_retry", { worker: WORKER }), true);
  same(await states(db.sql, task), { a: "waiting_for_retry", task: "waiting_for_retry" });
  same(await moveStep(db.sql, step, "waiting_for_retry", "pending"), true);
  same(await states(db.sql, task), { a: "enqueued", task: "steps_in_process" });
});

Deno.test("transition_step_state_atomic() refuses a retry that the template does not grant", async () => {
  await using db = await TestDatabase.create();
  const step = await stepOf(
    db.sql,
    await startTask(db.sql, { a: [] }, { each: { retry: { max_attempts: 1 } } }),
    "a",
  );
  await claim(db.sql, WORKER);
  const raised = await raisedBy(
    moveStep(db.sql, step, "in_progress", "waiting_for_retry", { worker: WORKER }),
  );
  same([raised.code, raised.detail], ["TK203", "It used 1 of 1."]);
});

Deno.test("transition_step_state_atomic() fails a step, blocks its task, and resets both", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"] });
  const step = await stepOf(db.sql, task, "a");
  await claim(db.sql, WORKER);
  const metadata = { error: { message: "Card declined" } };
  same(await moveStep(db.sql, step, "in_progress", "error", { worker: WORKER, metadata }), true);
  same(await states(db.sql, task), { a: "error", b: "pending", task: "blocked_by_failures" });
  const [row] = await db.sql`select error ->> 'message' as message from tasker_v1.get_step(null, ${step})`;
  same(row?.message, "Card declined");
  same(await moveStep(db.sql, step, "error", "pending"), true);
  same(await states(db.sql, task), { a: "enqueued", b: "pending", task: "steps_in_process" });
});

Deno.test("transition_step_state_atomic() parks a result and records it", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"] });
  const step = await stepOf(db.sql, task, "a");
  await claim(db.sql, WORKER);
  const metadata = { results: { sum: 7 } };
  same(
    await moveStep(db.sql, step, "in_progress", "enqueued_for_orchestration", { worker: WORKER, metadata }),
    true,
  );
  same(await moveStep(db.sql, step, "enqueued_for_orchestration", "complete"), true);
  same(await states(db.sql, task), { a: "complete", b: "enqueued", task: "steps_in_process" });
  const [row] = await db.sql`select results from tasker_v1.get_step(null, ${step})`;
  same(row?.results, { sum: 7 });
});

Deno.test("transition_step_state_atomic() lets orchestration salvage a failed attempt", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [] });
  const step = await stepOf(db.sql, task, "a");
  await claim(db.sql, WORKER);
  await moveStep(db.sql, step, "in_progress", "enqueued_as_error_for_orchestration", { worker: WORKER });
  same(
    await moveStep(db.sql, step, "enqueued_as_error_for_orchestration", "complete", {
      metadata: { results: 1 },
    }),
    true,
  );
  same(await states(db.sql, task), { a: "complete", task: "complete" });
});

Deno.test("transition_step_state_atomic() refuses to start or enqueue a step that misses a parent", async () => {
  await using db = await TestDatabase.create();
  const step = await stepOf(db.sql, await startTask(db.sql, { a: [], b: ["a"] }), "b");
  const enqueued = await raisedBy(moveStep(db.sql, step, "pending", "enqueued"));
  const started = await raisedBy(moveStep(db.sql, step, "pending", "in_progress", { worker: WORKER }));
  same([enqueued.code, started.code, started.detail], ["TK203", "TK203", "1 of its parents are missing."]);
});

Deno.test("transition_step_state_atomic() needs a worker for a start", async () => {
  await using db = await TestDatabase.create();
  const step = await stepOf(db.sql, await startTask(db.sql, { a: [] }), "a");
  same((await raisedBy(moveStep(db.sql, step, "enqueued", "in_progress"))).code, "TK001");
});

Deno.test("transition_step_state_atomic() gives false for a step whose task is over", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"] });
  await finish(db.sql, WORKER, await claim(db.sql, WORKER), { error: { message: "no", retryable: false } });
  await db.sql`select tasker_v1.give_up_task(${task}, 'ada', 'no use')`;
  same(await moveStep(db.sql, await stepOf(db.sql, task, "a"), "error", "pending"), false);
});

Deno.test("transition_step_state_atomic() raises TK203 for a move that no rule allows, TK102 for no step", async () => {
  await using db = await TestDatabase.create();
  const step = await stepOf(db.sql, await startTask(db.sql, { a: [] }), "a");
  same((await raisedBy(moveStep(db.sql, step, "complete", "pending"))).code, "TK203");
  same((await raisedBy(moveStep(db.sql, crypto.randomUUID(), "pending", "enqueued"))).code, "TK102");
});
