/** Readiness: computed from edges, backoff, and what a task's steps mean for the task. */
import { deepStrictEqual as same, match, ok } from "node:assert/strict";
import type { Sql } from "postgres";
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

const WORKER = "00000000-0000-7000-8000-000000000001";
const NOON = "2026-01-01T12:00:00Z";

async function ready(sql: Sql, task: string): Promise<string[]> {
  const rows = await sql`select name from tasker_v1.get_ready_steps(${task}) order by 1`;
  return rows.map(({ name }) => name);
}

async function context(sql: Sql, task: string): Promise<Record<string, unknown>> {
  const [row] = await sql`
    select status, execution_status, recommended_action, health_status, completion_percentage
      from tasker_v1.get_task_execution_context(${task})`;
  return { ...row };
}

Deno.test("get_ready_steps() lists roots first, then what their completion unlocks", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  same(await ready(db.sql, task), ["start"]);
  await finish(db.sql, WORKER, await claim(db.sql, WORKER));
  same(await ready(db.sql, task), ["left", "right"]);
});

Deno.test("get_ready_steps() leaves out a step that somebody runs", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  await claim(db.sql, WORKER);
  same(await ready(db.sql, task), []);
});

Deno.test("get_ready_steps() leaves out the steps of a task that has not started", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [] }));
  const task = await createTask(db.sql, { run_at: "2999-01-01T00:00:00Z" });
  same(await ready(db.sql, task), []);
});

Deno.test("get_step_readiness_status() counts parents from the edges", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  await finish(db.sql, WORKER, await claim(db.sql, WORKER));
  await finish(db.sql, WORKER, await claim(db.sql, WORKER, 1));
  const rows = await db.sql`
    select name, current_state, dependencies_satisfied, total_parents, completed_parents
      from tasker_v1.get_step_readiness_status(${task}) where total_parents = 2`;
  same([...rows].map((row) => ({ ...row })), [{
    name: "end",
    current_state: "pending",
    dependencies_satisfied: false,
    total_parents: 2,
    completed_parents: 1,
  }]);
});

Deno.test("get_step_readiness_status() counts parents outside the steps asked for", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"] });
  await finish(db.sql, WORKER, await claim(db.sql, WORKER));
  const b = await stepOf(db.sql, task, "b");
  const rows = await db.sql`
    select name, completed_parents from tasker_v1.get_step_readiness_status(${task}, array[${b}]::uuid[])`
    .values();
  same([...rows], [["b", 1]]);
});

Deno.test("get_step_readiness_status() tells when a failed step may be tried again", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  const task = await startTask(sql, { a: [] }, {
    each: { retry: { backoff_base_ms: 60_000, max_backoff_ms: 60_000, jitter: 0 } },
  });
  await finish(sql, WORKER, await claim(sql, WORKER), { error: { message: "no", retryable: true } });
  const [waiting] = await sql`
    select current_state, retry_eligible, ready_for_execution, next_retry_at, last_failure_at, backoff_request_seconds
      from tasker_v1.get_step_readiness_status(${task})`;
  same({ ...waiting }, {
    current_state: "waiting_for_retry",
    retry_eligible: true,
    ready_for_execution: false,
    next_retry_at: new Date("2026-01-01T12:01:00Z"),
    last_failure_at: new Date(NOON),
    backoff_request_seconds: 60,
  });
  await moveClock(sql, "2026-01-01T12:01:00Z");
  same(await ready(sql, task), ["a"]);
});

Deno.test("get_step_readiness_status() grants the first attempt even with max_attempts 0", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [] }, { each: { retry: { max_attempts: 0, retryable: false } } });
  const [row] = await db.sql`
    select retry_eligible, ready_for_execution from tasker_v1.get_step_readiness_status(${task})`;
  same({ ...row }, { retry_eligible: true, ready_for_execution: true });
});

Deno.test("get_step_readiness_status() grants no second attempt to a step that is not retryable", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [] }, { each: { retry: { retryable: false } } });
  await claim(db.sql, WORKER);
  const [row] = await db.sql`select retry_eligible from tasker_v1.get_step_readiness_status(${task})`;
  same(row?.retry_eligible, false);
});

Deno.test("get_step_readiness_status_batch() gives the steps of several tasks, each once", async () => {
  await using db = await TestDatabase.create();
  const first = await startTask(db.sql, { a: [] });
  const second = await createTask(db.sql);
  const rows = await db.sql`
    select task_uuid from tasker_v1.get_step_readiness_status_batch(array[${first}, ${second}, ${first}]::uuid[])`;
  same(rows.map(({ task_uuid }) => task_uuid).sort(), [first, second].sort());
});

Deno.test("check_step_dependencies() names the parents that are missing", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: [], c: ["a", "b"] });
  await finish(db.sql, WORKER, await claim(db.sql, WORKER, 1));
  const [row] = await db.sql`
    select dependencies_satisfied, total_parents, completed_parents, missing_parents
      from tasker_v1.check_step_dependencies(${await stepOf(db.sql, task, "c")})`;
  same({ ...row }, {
    dependencies_satisfied: false,
    total_parents: 2,
    completed_parents: 1,
    missing_parents: row?.missing_parents,
  });
  same(row?.missing_parents.length, 1);
});

Deno.test("check_step_dependencies() counts a parent that was resolved by a person", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"] });
  await db.sql`select * from tasker_v1.resolve_step_manually(${await stepOf(
    db.sql,
    task,
    "a",
  )}, 'ada', 'done by hand')`;
  const [row] = await db.sql`
    select dependencies_satisfied from tasker_v1.check_step_dependencies(${await stepOf(db.sql, task, "b")})`;
  same(row?.dependencies_satisfied, true);
});

Deno.test("check_step_dependencies() raises TK102 for an unknown step", async () => {
  await using db = await TestDatabase.create();
  same((await raisedBy(db.sql`select tasker_v1.check_step_dependencies(gen_random_uuid())`)).code, "TK102");
});

const DELAYS = {
  none: [0, 0, 0, 0, 0, 0],
  linear: [0, 1, 2, 3, 4, 5],
  exponential: [0, 1, 2, 4, 8, 10],
  fibonacci: [0, 1, 1, 2, 3, 5],
} as const;

Deno.test("calculate_backoff_delay() grows from its base, up to its cap", async (t) => {
  await using db = await TestDatabase.create();
  for (const [strategy, seconds] of Object.entries(DELAYS)) {
    await t.step(`calculate_backoff_delay() grows ${strategy} from its base, up to its cap`, async () => {
      const rows = await db.sql`
      select extract(epoch from tasker_v1.calculate_backoff_delay(n, 1000, 10000, ${strategy}, 0))::integer as delay
        from generate_series(0, 5) n`;
      same(rows.map(({ delay }) => delay), [...seconds]);
    });
  }
});

Deno.test("calculate_backoff_delay() spreads by its jitter, either way, and never beyond the cap", async () => {
  await using db = await TestDatabase.create();
  const rows = await db.sql`
    select extract(epoch from tasker_v1.calculate_backoff_delay(1, 1000, 1200, 'linear', 0.5))::float8 as delay
      from generate_series(1, 200)`;
  const delays = rows.map(({ delay }) => delay as number);
  ok(Math.min(...delays) < 0.8 && Math.min(...delays) >= 0.5, `least ${Math.min(...delays)}`);
  same(Math.max(...delays), 1.2);
});

Deno.test("calculate_backoff_delay() takes what is configured for what is null", async () => {
  await using db = await TestDatabase.create();
  await db
    .sql`update tasker.settings set backoff_strategy = 'linear', backoff_base_ms = 7000, backoff_jitter = 0`;
  const [row] = await db.sql`select tasker_v1.calculate_backoff_delay(3)::text as delay`;
  same(row?.delay, "00:00:21");
});

Deno.test("calculate_backoff_delay() raises TK001 for what is out of range", async (t) => {
  await using db = await TestDatabase.create();
  for (const bad of ["-1", "1, -1", "1, 1, -1", "1, 1, 1, 'cubic'", "1, 1, 1, 'none', 2", "null"]) {
    await t.step(`calculate_backoff_delay(${bad}) raises TK001`, async () => {
      same((await raisedBy(db.sql.unsafe(`select tasker_v1.calculate_backoff_delay(${bad})`))).code, "TK001");
    });
  }
});

Deno.test("get_task_execution_context() follows a task from ready to complete", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"] });
  const seen = [];
  seen.push((await context(db.sql, task)).execution_status);
  const claims = await claim(db.sql, WORKER);
  seen.push((await context(db.sql, task)).execution_status);
  await finish(db.sql, WORKER, claims);
  await finish(db.sql, WORKER, await claim(db.sql, WORKER));
  same(seen, ["has_ready_steps", "processing"]);
  same(await context(db.sql, task), {
    status: "complete",
    execution_status: "all_complete",
    recommended_action: "none",
    health_status: "healthy",
    completion_percentage: "100.00",
  });
});

Deno.test("get_task_execution_context() puts ready branches before a failed one", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: [] });
  await finish(db.sql, WORKER, await claim(db.sql, WORKER, 1), {
    error: { message: "no", retryable: false },
  });
  same(await context(db.sql, task), {
    status: "steps_in_process",
    execution_status: "has_ready_steps",
    recommended_action: "execute_ready_steps",
    health_status: "recovering",
    completion_percentage: "0.00",
  });
});

Deno.test("get_task_execution_context() is blocked when nothing but failures is left", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"] });
  await finish(db.sql, WORKER, await claim(db.sql, WORKER), { error: { message: "no", retryable: false } });
  same(await context(db.sql, task), {
    status: "blocked_by_failures",
    execution_status: "blocked_by_failures",
    recommended_action: "handle_failures",
    health_status: "blocked",
    completion_percentage: "0.00",
  });
});

Deno.test("get_task_execution_context() says that a cancelled task is cancelled", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  await db.sql`select * from tasker_v1.cancel_tasks(array[${task}]::uuid[], 'enough')`;
  const { execution_status, recommended_action } = await context(db.sql, task);
  same([execution_status, recommended_action], ["cancelled", "none"]);
});

Deno.test("get_task_execution_contexts_batch() leaves out unknown tasks", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [] });
  const rows = await db.sql`
    select task_uuid, total_steps::integer, enqueued_steps::integer
      from tasker_v1.get_task_execution_contexts_batch(array[${task}, gen_random_uuid()]::uuid[])`.values();
  same([...rows], [[task, 1, 1]]);
});

Deno.test("get_current_task_state() is null for an unknown task", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  const [row] = await db.sql`
    select tasker_v1.get_current_task_state(${task}) as known, tasker_v1.get_current_task_state(gen_random_uuid()) as unknown`;
  same({ ...row }, { known: "steps_in_process", unknown: null });
});

Deno.test("get_next_ready_tasks() orders by priority and age together", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  await register(sql, templateOf({ a: [], b: [] }));
  const old = await createTask(sql, { priority: 0 });
  await moveClock(sql, "2026-01-02T12:00:00Z");
  const urgent = await createTask(sql, { priority: 3 });
  const recent = await createTask(sql, { priority: 1 });
  const rows = await sql`
    select task_uuid, ready_steps_count::integer, computed_priority::float8 from tasker_v1.get_next_ready_tasks()`
    .values();
  same([...rows], [[urgent, 2, 3], [old, 2, 2.4], [recent, 2, 1]]);
});

Deno.test("get_next_ready_tasks() is not held up by one task with many ready steps", async () => {
  await using db = await TestDatabase.create();
  await register(
    db.sql,
    templateOf(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`s${n}`, []]))),
  );
  await register(db.sql, templateOf({ a: [] }, { name: "small" }));
  const wide = await createTask(db.sql);
  const small = await createTask(db.sql, { name: "small" });
  const rows = await db.sql`
    select task_uuid, ready_steps_count::integer from tasker_v1.get_next_ready_tasks(2)`.values();
  same([...rows], [[wide, 200], [small, 1]]);
});

Deno.test("get_next_ready_tasks() leaves out tasks whose steps are all claimed", async () => {
  await using db = await TestDatabase.create();
  await startTask(db.sql);
  await claim(db.sql, WORKER);
  same((await db.sql`select from tasker_v1.get_next_ready_tasks()`).length, 0);
});

Deno.test("get_next_ready_tasks() raises TK001 for a limit out of range", async (t) => {
  await using db = await TestDatabase.create();
  for (const limit of [0, 1001]) {
    await t.step(`get_next_ready_tasks(${limit}) raises TK001`, async () => {
      const raised = await raisedBy(db.sql`select tasker_v1.get_next_ready_tasks(${limit}::integer)`);
      same(raised.code, "TK001");
      match(raised.hint!, /1 to 1000/);
    });
  }
});

Deno.test("get_task_ready_info() tells of a task in any state", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  const task = await startTask(sql, { a: [] });
  await finish(sql, WORKER, await claim(sql, WORKER));
  await moveClock(sql, "2026-01-01T22:00:00Z");
  const [row] = await sql`
    select task_name, namespace_name, ready_steps_count::integer, computed_priority::float8, current_state
      from tasker_v1.get_task_ready_info(${task})`;
  same({ ...row }, {
    task_name: "order",
    namespace_name: "shop",
    ready_steps_count: 0,
    computed_priority: 1,
    current_state: "complete",
  });
});
