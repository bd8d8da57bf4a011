import { assertEquals } from "@std/assert";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import { claim, claimOne, createTask, createTasks, runToEnd, stepStates, taskState } from "./_engine.ts";
import { DIAMOND, register, SINGLE, template } from "./_templates.ts";

Deno.test("create_tasks() gives one row a request, counted from 1", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE, DIAMOND);
  const rows = await createTasks(db.sql, { name: "single" }, { name: "diamond" }, {
    name: "single",
    context: { n: 3 },
  });
  assertEquals(rows.map((row) => [row.position, row.created]), [[1, true], [2, true], [3, true]]);
  const kept = await db.sql`
    select n.name, t.context
      from unnest(${rows.map((row) => row.task_uuid)}::uuid[]) with ordinality u (task_uuid, place)
      join tasker.tasks t using (task_uuid)
      join tasker.named_tasks n using (named_task_id)
     order by u.place`;
  assertEquals(kept.map((row) => [row.name, row.context]), [["single", {}], ["diamond", {}], ["single", {
    n: 3,
  }]]);
});

Deno.test("create_tasks() queues the roots and leaves the rest pending", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, DIAMOND);
  const task = await createTask(db.sql, "diamond");
  assertEquals(await stepStates(db.sql, task), { a: "enqueued", b: "pending", c: "pending", d: "pending" });
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("create_tasks() of nothing creates nothing", async () => {
  await using db = await TestDatabase.create();
  assertEquals(await createTasks(db.sql), []);
});

Deno.test("create_tasks() takes the highest version by semantic order when none is named", async () => {
  await using db = await TestDatabase.create();
  for (const version of ["1.10.0", "1.9.0", "2.0.0-rc.1", "1.2.3"]) {
    await register(db.sql, template("versioned", { only: { handler: `v${version}` } }, { version }));
  }
  await createTask(db.sql, "versioned");
  assertEquals((await claimOne(db.sql)).handler, "v2.0.0-rc.1");
  await register(db.sql, template("versioned", { only: { handler: "v2" } }, { version: "2.0.0" }));
  await createTask(db.sql, "versioned");
  assertEquals((await claimOne(db.sql)).handler, "v2");
  await createTask(db.sql, "versioned", { version: "1.9.0" });
  assertEquals((await claimOne(db.sql)).handler, "v1.9.0");
});

Deno.test("create_tasks() belongs to the caller's transaction: rolled back, it leaves nothing", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  await db.sql.begin(async (tx) => {
    await createTask(tx, "single", { run_at: "2099-01-01T00:00:00Z" });
    await createTask(tx, "single");
    throw new Error("changed my mind");
  }).catch(() => {});
  const [left] = await db.sql`
    select (select count(*) from tasker.tasks) + (select count(*) from tasker.workflow_steps)
         + (select count(*) from tasker.step_queue) + (select count(*) from tasker.timers)
         + (select count(*) from tasker.task_transition_log) as rows`;
  assertEquals(left?.rows, "0");
});

Deno.test("create_tasks() starts a task at run_at, not before", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-03-01T08:00:00Z");
  await register(clock, DIAMOND);
  const task = await createTask(clock, "diamond", { run_at: "2026-03-01T09:00:00Z" });
  assertEquals(await taskState(clock, task), "pending");

  await moveClock(clock, "2026-03-01T08:59:59Z");
  await clock`select tasker_v1.wake_timers()`;
  assertEquals(await claim(clock), []);

  await moveClock(clock, "2026-03-01T09:00:00Z");
  await clock`select tasker_v1.wake_timers()`;
  assertEquals(await taskState(clock, task), "steps_in_process");
  await runToEnd(clock);
  assertEquals(await taskState(clock, task), "complete");
});

Deno.test("create_tasks() starts a task at once whose run_at is past", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single", { run_at: "2020-01-01T00:00:00Z" });
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("create_tasks() keeps a correlation id, or makes the task's own uuid one", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const given = crypto.randomUUID();
  const parent = crypto.randomUUID();
  await createTask(db.sql, "single", { correlation_id: given, parent_correlation_id: parent });
  assertEquals((await claimOne(db.sql)).correlation_id, given);
  const [kept] = await db.sql`select t.parent_correlation_id as id from tasker.tasks t`;
  assertEquals(kept?.id, parent);

  const task = await createTask(db.sql, "single");
  assertEquals((await claimOne(db.sql)).correlation_id, task);
});

Deno.test("create_tasks() keeps who asked, and why", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const words = {
    initiator: "ann",
    source_system: "shop",
    reason: "an order",
    tags: ["vip", "eu"],
    priority: -3,
  };
  const task = await createTask(db.sql, "single", { ...words, requested_at: "2026-01-01T00:00:00Z" });
  const [row] = await db.sql`
    select t.initiator, t.source_system, t.reason, t.tags, t.priority, t.requested_at
      from tasker.tasks t where t.task_uuid = ${task}`;
  assertEquals({ ...row }, { ...words, requested_at: new Date("2026-01-01T00:00:00Z") });
});
