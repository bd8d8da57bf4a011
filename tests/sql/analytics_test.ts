/** Analytics: what happened in a period, what stands where, what does not move. */
import { deepStrictEqual as same } from "node:assert/strict";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../_support/database.ts";
import {
  claim,
  createTask,
  finish,
  raisedBy,
  register,
  runAll,
  startTask,
  templateOf,
} from "../_support/fixtures.ts";

const WORKER = "00000000-0000-7000-8000-000000000001";

/** A time of one day. */
const at = (time: string) => `2026-01-01T${time}Z`;

/** Two tasks of two steps each: one complete after 30 s, its steps of 10 and 20 s; one blocked by a failed step. */
async function anHour(db: TestDatabase): Promise<{ sql: Sql; complete: string; blocked: string }> {
  const sql = await db.at(at("12:00:00"));
  await register(sql, templateOf({ a: [], b: ["a"] }, { each: { retry: { retryable: false } } }));
  const complete = await createTask(sql, { initiator: "ada" });
  for (const time of ["12:00:10", "12:00:30"]) {
    const claims = await claim(sql, WORKER);
    await moveClock(sql, at(time));
    await finish(sql, WORKER, claims);
  }
  const blocked = await createTask(sql);
  const claims = await claim(sql, WORKER);
  await moveClock(sql, at("12:00:35"));
  await finish(sql, WORKER, claims, { error: { message: "no" } });
  return { sql, complete, blocked };
}

Deno.test("get_analytics_metrics() measures a period", async () => {
  await using db = await TestDatabase.create();
  const { sql } = await anHour(db);
  const [row] = await sql`select * from tasker_v1.get_analytics_metrics()`;
  same({ ...row }, {
    active_tasks_count: "1",
    total_namespaces_count: "1",
    unique_task_types_count: "1",
    system_health_score: "0.500",
    task_throughput: "2",
    completion_count: "1",
    error_count: "1",
    completion_rate: "50.00",
    error_rate: "50.00",
    avg_task_duration: "30.000",
    avg_step_duration: "15.000",
    step_throughput: "2",
    analysis_period_start: new Date(at("11:00:35")),
    calculated_at: new Date(at("12:00:35")),
  });
});

Deno.test("get_analytics_metrics() leaves out what happened before the period", async () => {
  await using db = await TestDatabase.create();
  const { sql } = await anHour(db);
  const [row] = await sql`
    select task_throughput, completion_count, error_count, system_health_score, active_tasks_count
      from tasker_v1.get_analytics_metrics(${at("12:00:31")})`;
  same({ ...row }, {
    task_throughput: "0",
    completion_count: "0",
    error_count: "1",
    system_health_score: "0.000",
    active_tasks_count: "1",
  });
});

Deno.test("get_analytics_metrics() finds an empty system healthy", async () => {
  await using db = await TestDatabase.create();
  const [row] = await db.sql`
    select system_health_score::float8, task_throughput, avg_task_duration from tasker_v1.get_analytics_metrics()`;
  same({ ...row }, { system_health_score: 1, task_throughput: "0", avg_task_duration: "0" });
});

Deno.test("get_system_health_counts() counts tasks and steps by state", async () => {
  await using db = await TestDatabase.create();
  const { sql } = await anHour(db);
  const [row] = await sql`select * from tasker_v1.get_system_health_counts()`;
  const counted = Object.entries(row!).filter(([, count]) => count !== "0");
  same(Object.fromEntries(counted), {
    blocked_by_failures_tasks: "1",
    complete_tasks: "1",
    total_tasks: "2",
    pending_steps: "1",
    complete_steps: "2",
    error_steps: "1",
    total_steps: "4",
  });
  same(Object.keys(row!).length, 24);
});

Deno.test("get_slowest_steps() lists completed steps, the slowest first", async () => {
  await using db = await TestDatabase.create();
  const { sql, complete } = await anHour(db);
  const rows = await sql`
    select task_uuid, step_name, duration_seconds::float8, attempts, step_status from tasker_v1.get_slowest_steps()`
    .values();
  same([...rows], [[complete, "b", 20, 1, "complete"], [complete, "a", 10, 1, "complete"]]);
});

Deno.test("get_slowest_steps() obeys limit, period and filters", async () => {
  await using db = await TestDatabase.create();
  const { sql } = await anHour(db);
  const count = async (args: string) =>
    (await sql.unsafe(`select from tasker_v1.get_slowest_steps(${args})`)).length;
  same(await count("limit_count => 1"), 1);
  same(await count(`'${at("12:00:11")}'`), 1);
  same(await count("namespace_filter => 'bank'"), 0);
  same(await count("task_name_filter => 'order', version_filter => '1.0.0'"), 2);
  same(await count("version_filter => '2.0.0'"), 0);
});

Deno.test("get_slowest_tasks() lists tasks that came to an end", async () => {
  await using db = await TestDatabase.create();
  const { sql, complete } = await anHour(db);
  const rows = await sql`
    select task_uuid, duration_seconds::float8, step_count, completed_steps, error_steps, initiator
      from tasker_v1.get_slowest_tasks()`.values();
  same([...rows], [[complete, 30, "2", "2", "0", "ada"]]);
});

Deno.test("get_slowest_steps_aggregated() groups attempts by step, failed ones too", async () => {
  await using db = await TestDatabase.create();
  const { sql } = await anHour(db);
  const rows = await sql`
    select step_name, average_duration_seconds::float8, max_duration_seconds::float8, execution_count, error_count, error_rate::float8
      from tasker_v1.get_slowest_steps_aggregated(min_executions => 1)`.values();
  same([...rows], [["b", 20, 20, "1", "0", 0], ["a", 7.5, 10, "2", "1", 0.5]]);
});

Deno.test("get_slowest_steps_aggregated() leaves out what ran too seldom", async () => {
  await using db = await TestDatabase.create();
  const { sql } = await anHour(db);
  same((await sql`select from tasker_v1.get_slowest_steps_aggregated()`).length, 0);
  same((await sql`select from tasker_v1.get_slowest_steps_aggregated(min_executions => 2)`).length, 1);
});

Deno.test("get_slowest_tasks_aggregated() groups tasks by template", async () => {
  await using db = await TestDatabase.create();
  const { sql, blocked } = await anHour(db);
  await sql`select tasker_v1.give_up_task(${blocked}, 'ada', 'no use')`;
  const rows = await sql`
    select task_name, average_duration_seconds::float8, execution_count, average_step_count::float8, total_error_steps, error_count,
           error_rate::float8
      from tasker_v1.get_slowest_tasks_aggregated(min_executions => 1)`.values();
  same([...rows], [["order", 17.5, "2", 2, "1", "1", 0.5]]);
});

/** What find_stuck_tasks finds, with its reason. */
async function stuck(sql: Sql): Promise<unknown[]> {
  const rows = await sql`
    select task_uuid, stuck_duration_minutes, reason from tasker_v1.find_stuck_tasks(10)`.values();
  return [...rows];
}

Deno.test("find_stuck_tasks() finds a task whose ready steps nobody claims", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(at("12:00:00"));
  const task = await startTask(sql, { a: [] });
  same(await stuck(sql), []);
  await moveClock(sql, at("12:15:00"));
  same(await stuck(sql), [[task, 15, "no worker claims its ready steps"]]);
});

Deno.test("find_stuck_tasks() leaves a long step alone as long as its worker is alive", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(at("12:00:00"));
  const task = await startTask(sql, { a: [] });
  await claim(sql, WORKER);
  await moveClock(sql, at("12:30:00"));
  await sql`select * from tasker_v1.heartbeat(${WORKER}, '60 s')`;
  same(await stuck(sql), []);
  await moveClock(sql, at("12:32:00"));
  same(await stuck(sql), [[task, 32, "a lease ran out and nobody recovered it"]]);
});

Deno.test("find_stuck_tasks() leaves out tasks that wait or are over", async () => {
  await using db = await TestDatabase.create();
  const { sql } = await anHour(db);
  await runAll(sql);
  await moveClock(sql, at("14:00:00"));
  same(await stuck(sql), []);
});

Deno.test("find_stuck_tasks(-1) raises TK001", async () => {
  await using db = await TestDatabase.create();
  same((await raisedBy(db.sql`select tasker_v1.find_stuck_tasks(-1)`)).code, "TK001");
});

Deno.test("get_resource_utilization() tells slots and steps of live workers, and what waits", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [] }));
  const used = async (namespaces: string[] | null) =>
    (await db.sql`
      select u.workers_count::integer, u.worker_slots::integer, u.worker_steps::integer, u.worker_utilization,
             u.ready_steps::integer, u.in_progress_steps::integer, u.database_utilization > 0 as is_connected
        from tasker_v1.get_resource_utilization(${namespaces}) u`)[0];
  for (let task = 0; task < 3; task += 1) await createTask(db.sql);
  same({ ...await used(null) }, {
    workers_count: 0,
    worker_slots: null,
    worker_steps: 0,
    worker_utilization: null,
    ready_steps: 3,
    in_progress_steps: 0,
    is_connected: true,
  });
  const [template] = await db.sql`select n.name from tasker.task_namespaces n where exists (
    select from tasker.named_tasks t where t.namespace_id = n.namespace_id)`;
  await db.sql`
    select tasker_v1.register_worker(${WORKER}, array[${template!.name}], null, '{"slots": 4}'::jsonb)`;
  await db.sql`select from tasker_v1.claim_steps(${WORKER}, array[${template!.name}], 1)`;
  const busy = {
    workers_count: 1,
    worker_slots: 4,
    worker_steps: 1,
    worker_utilization: 0.25,
    ready_steps: 2,
  };
  same({ ...await used(null) }, { ...busy, in_progress_steps: 1, is_connected: true });
  same({ ...await used([template!.name]) }, { ...busy, in_progress_steps: null, is_connected: null });
  same({ ...await used(["elsewhere"]) }, {
    workers_count: 0,
    worker_slots: null,
    worker_steps: 0,
    worker_utilization: null,
    ready_steps: 0,
    in_progress_steps: null,
    is_connected: null,
  });
});
