/** Reading: tasks, steps, their history, workers. */
import { deepStrictEqual as same, match, ok } from "node:assert/strict";
import type { Sql } from "postgres";
import type { Json } from "../../core/json.ts";
import { moveClock, TestDatabase } from "../_support/database.ts";
import {
  claim,
  createTask,
  finish,
  raisedBy,
  register,
  runAll,
  startTask,
  stepOf,
  templateOf,
} from "../_support/fixtures.ts";

const WORKER = "00000000-0000-7000-8000-000000000001";
const NOON = "2026-01-01T12:00:00Z";

interface Listed {
  readonly task_uuid: string;
  readonly total_count: string | null;
}

async function list(sql: Sql, filter: Readonly<Record<string, Json>>): Promise<string[]> {
  const rows = await sql<Listed[]>`select task_uuid from tasker_v1.list_tasks(${
    JSON.stringify(filter)
  }::text::jsonb)`;
  return rows.map(({ task_uuid }) => task_uuid);
}

Deno.test("get_task() tells what the request said and where the task stands", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  await register(sql, templateOf({ a: [], b: ["a"] }));
  const request = {
    context: { order: 7 },
    priority: 3,
    tags: ["red"],
    initiator: "ada",
    source_system: "shop",
    reason: "test",
  };
  const task = await createTask(sql, request);
  const [row] = await sql`select * from tasker_v1.get_task(${task})`;
  same({ ...row }, {
    ...request,
    task_uuid: task,
    namespace: "shop",
    name: "order",
    version: "1.0.0",
    status: "steps_in_process",
    created_at: new Date(NOON),
    updated_at: new Date(NOON),
    completed_at: null,
    correlation_id: task,
    parent_correlation_id: null,
    requested_at: new Date(NOON),
    total_steps: "2",
    pending_steps: "1",
    in_progress_steps: "0",
    completed_steps: "0",
    failed_steps: "0",
    ready_steps: "1",
    enqueued_steps: "1",
    waiting_for_retry_steps: "0",
    cancelled_steps: "0",
    execution_status: "has_ready_steps",
    recommended_action: "execute_ready_steps",
    completion_percentage: "0.00",
    health_status: "healthy",
  });
});

Deno.test("get_task() raises TK101, and says when it was given a step", async () => {
  await using db = await TestDatabase.create();
  const step = await stepOf(db.sql, await startTask(db.sql), "start");
  const unknown = await raisedBy(db.sql`select * from tasker_v1.get_task(gen_random_uuid())`);
  same([unknown.code, unknown.detail], ["TK101", "Nothing has this uuid."]);
  const mistaken = await raisedBy(db.sql`select * from tasker_v1.get_task(${step})`);
  same([mistaken.code, mistaken.detail], ["TK101", "It is the uuid of a step."]);
});

Deno.test("get_task_steps() lists steps in topological order with handlers and dependencies", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { b: ["a"], a: [] });
  const rows = await db.sql`
    select name, position, handler, dependencies, current_state, max_attempts from tasker_v1.get_task_steps(${task})`
    .values();
  same([...rows], [["a", 1, "shop.a", [], "enqueued", 3], ["b", 2, "shop.b", ["a"], "pending", 3]]);
});

Deno.test("get_task_steps() tells who runs a step and until when", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  const task = await startTask(sql, { a: [] });
  await claim(sql, WORKER);
  const [row] = await sql`
    select current_state, worker_uuid, leased_until, attempts, last_attempted_at from tasker_v1.get_task_steps(${task})`;
  same({ ...row }, {
    current_state: "in_progress",
    worker_uuid: WORKER,
    leased_until: new Date("2026-01-01T12:00:30Z"),
    attempts: 1,
    last_attempted_at: new Date(NOON),
  });
});

Deno.test("get_task_steps() extends a lease by its worker's heartbeat", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  const task = await startTask(sql, { a: [] });
  await claim(sql, WORKER);
  await moveClock(sql, "2026-01-01T12:00:20Z");
  await sql`select * from tasker_v1.heartbeat(${WORKER}, '30 s')`;
  const [row] = await sql`select leased_until from tasker_v1.get_task_steps(${task})`;
  same(row?.leased_until, new Date("2026-01-01T12:00:50Z"));
});

Deno.test("get_task_steps() gives results, errors and times", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  const task = await startTask(sql, { a: [], b: [] });
  const [a, b] = [...await claim(sql, WORKER)].sort((left, right) =>
    left.step_name < right.step_name ? -1 : 1
  );
  await moveClock(sql, "2026-01-01T12:00:05Z");
  await finish(sql, WORKER, [a!], { result: { sum: 7 } });
  await finish(sql, WORKER, [b!], { error: { message: "no", retryable: false } });
  const rows = await sql`
    select results, error ->> 'message' as error, updated_at, completed_at, last_failure_at
      from tasker_v1.get_task_steps(${task})`.values();
  const then = new Date("2026-01-01T12:00:05Z");
  same([...rows], [[{ sum: 7 }, null, then, then, null], [null, "no", then, null, then]]);
});

Deno.test("get_task_steps() raises TK101 for an unknown task", async () => {
  await using db = await TestDatabase.create();
  same((await raisedBy(db.sql`select tasker_v1.get_task_steps(gen_random_uuid())`)).code, "TK101");
});

Deno.test("get_step() gives a step of a task, and refuses another task's", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  const other = await createTask(db.sql);
  const step = await stepOf(db.sql, task, "left");
  const [row] = await db.sql`select name from tasker_v1.get_step(${task}, ${step})`;
  same(row?.name, "left");
  const raised = await raisedBy(db.sql`select tasker_v1.get_step(${other}, ${step})`);
  same([raised.code, raised.hint], ["TK102", `Its task is "${task}".`]);
  same((await raisedBy(db.sql`select tasker_v1.get_step(gen_random_uuid(), ${step})`)).code, "TK101");
  same((await raisedBy(db.sql`select tasker_v1.get_step(${task}, gen_random_uuid())`)).code, "TK102");
});

Deno.test("list_tasks() goes through all tasks by cursor, newest first, none twice", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [] }));
  const created: string[] = [];
  for (let n = 0; n < 5; n++) created.push(await createTask(db.sql));
  const newestFirst = created.sort().reverse();
  const first = await list(db.sql, { limit: 2 });
  const second = await list(db.sql, { limit: 2, cursor: first[1]! });
  const third = await list(db.sql, { limit: 2, cursor: second[1]! });
  same([...first, ...second, ...third], newestFirst);
  same(await list(db.sql, { limit: 2, page: 2 }), newestFirst.slice(2, 4));
});

Deno.test("list_tasks() counts all that match, only if asked", async () => {
  await using db = await TestDatabase.create();
  await startTask(db.sql, { a: [] });
  await createTask(db.sql);
  const [asked] = await db.sql<
    Listed[]
  >`select * from tasker_v1.list_tasks('{"limit": 1, "with_total": true}')`;
  const [unasked] = await db.sql<Listed[]>`select * from tasker_v1.list_tasks('{"limit": 1}')`;
  same([asked?.total_count, unasked?.total_count], ["2", null]);
});

/** Which of three tasks each filter finds: "plain", "rich" and "other". */
const FILTERS: readonly (readonly [Readonly<Record<string, Json>>, readonly string[]])[] = [
  [{ namespace: "shop" }, ["plain", "rich"]],
  [{ namespace: "bank", name: "order" }, ["other"]],
  [{ name: "order", version: "1.0.0" }, ["other", "plain", "rich"]],
  [{ version: "9.0.0" }, []],
  [{ namespace: "nowhere" }, []],
  [{ status: "complete" }, ["plain"]],
  [{ status: ["complete", "steps_in_process"] }, ["other", "plain", "rich"]],
  [{ status: [] }, []],
  [{ initiator: "ada" }, ["rich"]],
  [{ source_system: "web" }, ["rich"]],
  [{ tag: "red" }, ["rich"]],
  [{ tag: "re" }, []],
  [{ correlation_id: "00000000-0000-7000-8000-00000000000c" }, ["rich"]],
  [{ created_after: "2026-01-01T12:30:00Z" }, ["other"]],
  [{ created_before: "2026-01-01T12:30:00Z" }, ["plain", "rich"]],
  [{ namespace: null, tag: null }, ["other", "plain", "rich"]],
];

Deno.test("list_tasks() filters", async (t) => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  await register(sql, templateOf({ a: [] }));
  await register(sql, templateOf({ a: [] }, { namespace: "bank" }));
  const plain = await createTask(sql);
  await runAll(sql);
  const rich = await createTask(sql, {
    initiator: "ada",
    source_system: "web",
    tags: ["red", "blue"],
    correlation_id: "00000000-0000-7000-8000-00000000000c",
  });
  await moveClock(sql, "2026-01-01T13:00:00Z");
  const names = new Map([[plain, "plain"], [rich, "rich"], [
    await createTask(sql, { namespace: "bank" }),
    "other",
  ]]);
  for (const [filter, expected] of FILTERS) {
    await t.step(JSON.stringify(filter), async () => {
      same((await list(sql, filter)).map((task) => names.get(task)).sort(), expected);
    });
  }
  await t.step("its own uuid as correlation_id", async () => {
    same(await list(sql, { correlation_id: plain }), [plain]);
  });
});

Deno.test("list_tasks() names every fault of a filter", async () => {
  await using db = await TestDatabase.create();
  const raised = await raisedBy(
    list(db.sql, { colour: "red", limit: 101, status: "runing", cursor: "x", page: 0 }),
  );
  same(raised.code, "TK001");
  same(JSON.parse(raised.detail!).map(({ path }: { path: string }) => path), [
    "colour",
    "cursor",
    "limit",
    "page",
    "status",
  ]);
});

Deno.test("list_tasks() takes a page or a cursor, not both", async () => {
  await using db = await TestDatabase.create();
  const raised = await raisedBy(list(db.sql, { page: 2, cursor: crypto.randomUUID() }));
  match(raised.message, /page does not go with a cursor/);
});

Deno.test("list_tasks() raises TK001 for a filter that is no object", async () => {
  await using db = await TestDatabase.create();
  same((await raisedBy(db.sql`select tasker_v1.list_tasks('[]')`)).code, "TK001");
  same((await raisedBy(db.sql`select tasker_v1.list_tasks(null)`)).code, "TK001");
});

Deno.test("get_task_transitions() unfolds the states a task passed through", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [] });
  await runAll(db.sql);
  const rows = await db.sql<
    { to_state: string }[]
  >`select to_state from tasker_v1.get_task_transitions(${task})`;
  const passed = rows.map(({ to_state }) => to_state);
  same(passed.slice(0, 4), ["pending", "initializing", "enqueuing_steps", "steps_in_process"]);
  same(passed.at(-1), "complete");
});

Deno.test("get_step_transitions() gives each step's history with attempts and workers", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"] });
  await finish(db.sql, WORKER, await claim(db.sql, WORKER));
  const rows = await db.sql`
    select step_name, from_state, to_state, attempt, worker_uuid from tasker_v1.get_step_transitions(${task})`
    .values();
  same([...rows], [
    ["a", null, "pending", 0, null],
    ["a", "pending", "enqueued", 0, null],
    ["a", "enqueued", "in_progress", 1, WORKER],
    ["a", "in_progress", "complete", 1, WORKER],
    ["b", null, "pending", 0, null],
    ["b", "pending", "enqueued", 0, null],
  ]);
});

Deno.test("transitions of an unknown task raise TK101", async (t) => {
  await using db = await TestDatabase.create();
  for (const name of ["get_task_transitions", "get_step_transitions"]) {
    await t.step(`${name}() raises TK101 for an unknown task`, async () => {
      same((await raisedBy(db.sql.unsafe(`select tasker_v1.${name}(gen_random_uuid())`))).code, "TK101");
    });
  }
});

Deno.test("list_workers() tells who is alive and how much each holds", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  await sql`select tasker_v1.register_worker(${WORKER}, '{shop}', '{shop.a}', '{"host": "one"}')`;
  await startTask(sql, { a: [] });
  await claim(sql, WORKER);
  const look = () =>
    sql`select worker_uuid, handlers, info, state, is_alive, steps_count::integer from tasker_v1.list_workers()`
      .values();
  same([...await look()], [[WORKER, ["shop.a"], { host: "one" }, "running", true, 1]]);
  await moveClock(sql, "2026-01-01T12:00:31Z");
  same((await look())[0]?.[4], false);
});

Deno.test("single reads use the primary keys, whatever the size of the tables", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [], b: ["a"] }));
  const requests = JSON.stringify(Array.from({ length: 2000 }, () => ({ namespace: "shop", name: "order" })));
  const tasks = await db.sql`select task_uuid from tasker_v1.create_tasks(${requests}::text::jsonb)`;
  await db.sql`analyze`;
  const task = tasks[1000]?.task_uuid;
  await db.sql.begin(async (tx) => {
    const before = await scanned(tx as unknown as Sql);
    await tx`select * from tasker_v1.get_task(${task})`;
    await tx`select * from tasker_v1.get_task_steps(${task})`;
    await tx`select * from tasker_v1.get_step_readiness_status(${task})`;
    await tx`select * from tasker_v1.list_tasks('{}')`;
    const read = await scanned(tx as unknown as Sql) - before;
    ok(read < 1000, `${read} rows were read by sequential scans`);
  });
});

/** Rows that sequential scans of the big tables have read in this transaction. */
async function scanned(sql: Sql): Promise<number> {
  const [row] = await sql`
    select sum(pg_stat_get_xact_tuples_returned(c.oid))::integer as read
      from pg_class c
     where c.oid in ('tasker.tasks'::regclass, 'tasker.workflow_steps'::regclass, 'tasker.step_queue'::regclass)`;
  return row?.read;
}
