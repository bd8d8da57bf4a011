/** Races that need more than two calls and a stop at an exact place; each once ended in a deadlock or left a row behind. */
import { deepStrictEqual as same } from "node:assert/strict";
import type { Sql } from "postgres";
import { TestDatabase } from "../_support/database.ts";
import { createTask, finish, register, startTask, stepOf, templateOf } from "../_support/fixtures.ts";
import { backendPid, blockedOn } from "../_support/waiting.ts";

const [ALICE, BOB, CAROL] = ["a", "b", "c"].map((end) => `00000000-0000-7000-8000-00000000000${end}`) as [
  string,
  string,
  string,
];

/** Claims one step. */
async function take(sql: Sql, worker: string, step: string): Promise<void> {
  await sql`select * from tasker_v1.claim_announced_steps(${worker}, ${[step]}::uuid[])`;
}

/** Holds a row until it is let go. */
async function hold(
  db: TestDatabase,
  table: "tasks" | "workflow_steps",
  uuid: string,
): Promise<() => Promise<void>> {
  const sql = db.connect();
  await sql.unsafe("begin");
  const key = table === "tasks" ? "task_uuid" : "step_uuid";
  await sql`select from ${sql(`tasker.${table}`)} where ${sql(key)} = ${uuid} for update`;
  return async () => void await sql.unsafe("rollback");
}

/** Sends a statement on a session of its own and waits until it stands still for a lock, or is through. */
async function sent<T>(
  db: TestDatabase,
  send: (sql: Sql) => PromiseLike<T>,
): Promise<{ readonly ended: Promise<T> }> {
  const sql = db.connect();
  const pid = await backendPid(sql);
  const ended = Promise.resolve(send(sql));
  const through = ended.then(() => {}, () => {}); // the error is told to whoever awaits the end
  await Promise.race([blockedOn(db.sql, pid), through]);
  return { ended };
}

function success(step_uuid: string): string {
  return JSON.stringify([{ step_uuid, attempt: 1, success: true, result: 1 }]);
}

Deno.test("resolve_step_manually() and claim_steps() do not wait for each other", async () => {
  await using db = await TestDatabase.create();
  const steps = { a: [], b: [], c: ["b"] };
  const other = await startTask(db.sql, steps);
  const task = await createTask(db.sql);
  const [first, a, b, c] = [
    await stepOf(db.sql, other, "a"),
    await stepOf(db.sql, task, "a"),
    await stepOf(db.sql, task, "b"),
    await stepOf(db.sql, task, "c"),
  ];
  for (const step of [await stepOf(db.sql, other, "b"), a, b]) await take(db.sql, ALICE, step);

  const letA = await hold(db, "workflow_steps", a);
  const resolving = await sent(
    db,
    (sql) => sql`select * from tasker_v1.resolve_step_manually(${c}, 'me', 'test')`,
  );
  await db.sql`select * from tasker_v1.complete_steps(${ALICE}, ${success(b)}::text::jsonb)`;
  const letFirst = await hold(db, "workflow_steps", first);
  const claiming = await sent(db, (sql) => sql`select * from tasker_v1.claim_steps(${BOB}, '{shop}', 10)`);
  await letA();
  await resolving.ended;
  await letFirst();

  same((await claiming.ended).map(({ step_uuid }) => step_uuid), [first]);
});

Deno.test("a step that is released while its task is cancelled leaves no queue row", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: [] });
  const [a, b] = [await stepOf(db.sql, task, "a"), await stepOf(db.sql, task, "b")];
  for (const step of [a, b]) await take(db.sql, ALICE, step);
  await finish(db.sql, ALICE, [{ step_uuid: b, task_uuid: task, step_name: "b", attempt: 1 }], {
    error: { message: "It failed" },
    retry_after_seconds: 0,
  });

  const letA = await hold(db, "workflow_steps", a);
  const cancelling = await sent(db, (sql) => sql`select * from tasker_v1.cancel_tasks(${[task]}::uuid[])`);
  await db.sql`select tasker_v1.wake_timers()`;
  await take(db.sql, ALICE, b);
  const letTask = await hold(db, "tasks", task);
  await letA();
  const releasing = await sent(
    db,
    (sql) => sql`select tasker_v1.release_steps(${ALICE}, ${[b]}::uuid[]) as count`,
  );
  await letTask();

  await cancelling.ended;
  same((await releasing.ended)[0]?.count, 0);
});

Deno.test("process_step_results() of several workers takes its locks before it records the first", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ one: [], two: [], end: ["one", "two"] }));
  await register(db.sql, templateOf({ one: [], two: [] }, { name: "leaves" }));
  const [joined, leaves] = [await createTask(db.sql), await createTask(db.sql, { name: "leaves" })];
  const step = async (task: string, name: string) => await stepOf(db.sql, task, name);
  const [joinedOne, joinedTwo] = [await step(joined, "one"), await step(joined, "two")];
  const [leafOne, leafTwo] = [await step(leaves, "one"), await step(leaves, "two")];
  await take(db.sql, ALICE, leafOne);
  await take(db.sql, BOB, joinedOne);
  for (const uuid of [joinedTwo, leafTwo]) await take(db.sql, CAROL, uuid);
  await db.sql`select * from tasker_v1.submit_step_results(${ALICE}, ${success(leafOne)}::text::jsonb)`;
  await db.sql`select * from tasker_v1.submit_step_results(${BOB}, ${success(joinedOne)}::text::jsonb)`;

  const letGo = await hold(db, "workflow_steps", joinedOne);
  const processing = await sent(db, (sql) =>
    sql`
      select p.outcome from tasker_v1.process_step_results(${[leafOne, joinedOne]}::uuid[]) p`);
  const both = [joinedTwo, leafTwo].map((step_uuid) => ({ step_uuid, attempt: 1, success: true, result: 1 }));
  const completing = await sent(
    db,
    (sql) =>
      sql`select r.outcome from tasker_v1.complete_steps_report(${CAROL}, ${
        JSON.stringify(both)
      }::text::jsonb) r`,
  );
  await letGo();

  same((await completing.ended).map(({ outcome }) => outcome), ["recorded", "recorded"]);
  same((await processing.ended).map(({ outcome }) => outcome), ["recorded", "recorded"]);
});
