import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import {
  claim,
  type Claimed,
  complete,
  createTask,
  done,
  names,
  refusal,
  type Result,
  taskState,
  text,
  W1,
  W2,
} from "./_engine.ts";
import { DIAMOND, LINEAR, register, SINGLE, template } from "./_templates.ts";

/** Creates tasks in `flow` and gives their first steps to W1. */
async function start(sql: Sql, ...requests: readonly Result[]): Promise<Claimed[]> {
  const body = requests.map((request) => ({ namespace: "flow", ...request }));
  return [
    ...await sql<Claimed[]>`
      select s.* from tasker_v1.start_tasks(${W1}, ${
      text(body)
    }::text::jsonb) s where s.step_uuid is not null`,
  ];
}

Deno.test("start_tasks() creates a task and gives its first step in one statement", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  const [a] = await start(db.sql, { name: "linear", context: { n: 1 } }) as [Claimed];
  assertEquals([a.step_name, a.attempt, a.context], ["a", 1, { n: 1 }]);
  assertEquals(await claim(db.sql, { worker: W2 }), []);
  let next = [a];
  while (next.length > 0) next = await complete(db.sql, next.map((step) => done(step)), { take: 1 });
  const path = await db.sql`
    select t.to_state from tasker.workflow_step_transitions t where t.step_uuid = ${a.step_uuid} order by t.sort_key`;
  assertEquals(path.map((row) => row.to_state), ["pending", "enqueued", "in_progress", "complete"]);
});

Deno.test("start_tasks() queues what the worker has no handler for", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, template("mixed", { a: { handler: "paint" }, b: { handler: "print" } }));
  await db.sql`select tasker_v1.register_worker(${W1}, '{flow}', '{print}')`;
  assertEquals(names(await start(db.sql, { name: "mixed" })), ["b"]);
  assertEquals(names(await claim(db.sql, { worker: W2 })), ["a"]);
});

Deno.test("start_tasks() gives nothing of a task that is there already", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  await createTask(db.sql, "single", { idempotency_key: "k" });
  assertEquals(await start(db.sql, { name: "single", idempotency_key: "k" }), []);
  assertEquals((await start(db.sql, { name: "single", idempotency_key: "k" }, { name: "single" })).length, 1);
});

Deno.test("start_tasks() gives nothing of a task that starts later", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  assertEquals(await start(db.sql, { name: "single", run_at: "2099-01-01T00:00:00Z" }), []);
});

Deno.test("start_tasks() refuses what create_tasks() refuses, and creates nothing", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  assertEquals((await refusal(start(db.sql, { name: "single" }, { name: "nothing" }))).code, "TK103");
  assertEquals((await db.sql`select from tasker.tasks`).length, 0);
});

Deno.test("start_tasks() leases: what its worker does not finish is taken back", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, DIAMOND);
  const [a] = await start(clock, { name: "diamond" }) as [Claimed];
  await moveClock(clock, "2026-01-01T00:01:00Z");
  const [row] = await clock`select r.requeued_count from tasker_v1.recover_expired_leases() r`;
  assertEquals(row?.requeued_count, 1);
  assertEquals(await taskState(clock, a.task_uuid), "steps_in_process");
  assertEquals((await claim(clock)).map((step) => step.attempt), [2]);
});

Deno.test("start_tasks() tells of every request its position, its task and whether that is new", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const first = await createTask(db.sql, "single", { idempotency_key: "k" });
  const body = text([{ namespace: "flow", name: "single" }, {
    namespace: "flow",
    name: "single",
    idempotency_key: "k",
  }]);
  const rows = await db.sql`
    select s.position, s.created, s.task_uuid, s.step_name from tasker_v1.start_tasks(${W1}, ${body}::text::jsonb) s`;
  assertEquals(rows.map((row) => [row.position, row.created, row.step_name]), [[1, true, "only"], [
    2,
    false,
    null,
  ]]);
  assertEquals(rows[1]?.task_uuid, first);
});
