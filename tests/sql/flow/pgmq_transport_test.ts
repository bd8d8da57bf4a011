import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import {
  claim,
  type Claimed,
  claimOne,
  complete,
  createTask,
  createTasks,
  done,
  failed,
  names,
  taskState,
  W1,
  W2,
} from "./_engine.ts";
import { DIAMOND, LINEAR, register, SINGLE, template } from "./_templates.ts";

/** A database in which steps are announced by messages. */
async function withMessages(): Promise<TestDatabase> {
  const db = await TestDatabase.create();
  await db.sql`select tasker_v1.configure('{"transport": "pgmq"}')`;
  await register(db.sql, SINGLE, LINEAR, DIAMOND);
  return db;
}

/** Reads all messages of the namespace, as a worker would, and deletes them. */
async function read(sql: Sql): Promise<Record<string, string>[]> {
  const rows = await sql`delete from pgmq.q_worker_flow_queue m returning m.msg_id, m.message`;
  return rows.toSorted((a, b) => Number(a.msg_id) - Number(b.msg_id)).map((row) => row.message);
}

/** Claims just the steps that messages name. */
async function claimAnnounced(sql: Sql, steps: readonly string[], worker: string = W1): Promise<Claimed[]> {
  return [
    ...await sql<Claimed[]>`select * from tasker_v1.claim_announced_steps(${worker}, ${[...steps]}::uuid[])`,
  ];
}

Deno.test("create_tasks() sends a message for each ready step that names it and carries no data", async () => {
  await using db = await withMessages();
  const correlation = crypto.randomUUID();
  const task = await createTask(db.sql, "diamond", { correlation_id: correlation, context: { secret: 1 } });
  const [step] = await db.sql`select q.step_uuid from tasker.step_queue q`;
  assertEquals(await read(db.sql), [{
    task_uuid: task,
    step_uuid: step?.step_uuid,
    correlation_id: correlation,
  }]);
});

Deno.test("a rolled back create_tasks() sends no message", async () => {
  await using db = await withMessages();
  await createTask(db.sql, "single");
  await read(db.sql);
  await db.sql.begin(async (tx) => {
    await createTask(tx, "single");
    throw new Error("changed my mind");
  }).catch(() => {});
  assertEquals(await read(db.sql), []);
});

Deno.test("a task runs to its end by messages alone", async () => {
  await using db = await withMessages();
  const task = await createTask(db.sql, "diamond");
  const ran: string[][] = [];
  for (let heard = await read(db.sql); heard.length > 0; heard = await read(db.sql)) {
    const steps = await claimAnnounced(db.sql, heard.map((message) => message.step_uuid!));
    ran.push(names(steps));
    await complete(db.sql, steps.map((step) => done(step)));
  }
  assertEquals(ran, [["a"], ["b", "c"], ["d"]]);
  assertEquals(await taskState(db.sql, task), "complete");
});

Deno.test("claim_announced_steps() gives a step once, whatever the number of messages", async () => {
  await using db = await withMessages();
  await createTask(db.sql, "single");
  const [message] = await read(db.sql) as [Record<string, string>];
  const step = message.step_uuid!;
  assertEquals((await claimAnnounced(db.sql, [step, step])).length, 1);
  assertEquals(await claimAnnounced(db.sql, [step], W2), []);
  assertEquals(await claimAnnounced(db.sql, [crypto.randomUUID()], W2), []);
  assertEquals(await claimAnnounced(db.sql, [], W2), []);
});

Deno.test("claim_announced_steps() leaves a step alone whose handler the worker lacks", async () => {
  await using db = await withMessages();
  await createTask(db.sql, "single");
  const [message] = await read(db.sql) as [Record<string, string>];
  await db.sql`select tasker_v1.register_worker(${W1}, '{flow}', '{other}')`;
  assertEquals(await claimAnnounced(db.sql, [message.step_uuid!]), []);
  assertEquals((await claimAnnounced(db.sql, [message.step_uuid!], W2)).length, 1);
});

Deno.test("a step taken along is not announced", async () => {
  await using db = await withMessages();
  await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  await read(db.sql);
  await complete(db.sql, [done(a)], { take: 1 });
  assertEquals(await read(db.sql), []);
});

Deno.test("a step is announced again when it is retried, released or recovered", async () => {
  await using db = await withMessages();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await createTask(clock, "single");
  const announced: number[] = [(await read(clock)).length];

  await complete(clock, [failed(await claimOne(clock), {}, { retry_after_seconds: 0 })]);
  await clock`select tasker_v1.wake_timers()`;
  announced.push((await read(clock)).length);

  const { step_uuid } = await claimOne(clock);
  await clock`select tasker_v1.release_steps(${W1}, array[${step_uuid}]::uuid[])`;
  announced.push((await read(clock)).length);

  await claimOne(clock);
  await moveClock(clock, "2026-01-01T00:05:00Z");
  await clock`select tasker_v1.recover_expired_leases()`;
  announced.push((await read(clock)).length);
  assertEquals(announced, [1, 1, 1, 1]);
});

Deno.test("announce_waiting_steps() sends again what no message names, and nothing twice", async () => {
  await using db = await withMessages();
  await createTasks(db.sql, { name: "single" }, { name: "single" }, { name: "single" });
  const [lost] = await db.sql`
    delete from pgmq.q_worker_flow_queue m where m.msg_id = (select min(msg_id) from pgmq.q_worker_flow_queue)
    returning m.message`;
  assertEquals((await db.sql`select tasker_v1.announce_waiting_steps() as sent`)[0]?.sent, 1);
  assertEquals((await db.sql`select tasker_v1.announce_waiting_steps() as sent`)[0]?.sent, 0);
  const steps = (await read(db.sql)).map((message) => message.step_uuid);
  assertEquals(steps.length, 3);
  assertEquals(steps.at(-1), lost?.message.step_uuid);
});

Deno.test("announce_waiting_steps() says nothing of steps that run", async () => {
  await using db = await withMessages();
  await createTask(db.sql, "single");
  await read(db.sql);
  await claim(db.sql);
  assertEquals((await db.sql`select tasker_v1.announce_waiting_steps() as sent`)[0]?.sent, 0);
});

Deno.test("a namespace gets its queue with its first step", async () => {
  await using db = await withMessages();
  await register(db.sql, template("first", { only: {} }, { namespace: "brand_new" }));
  await createTask(db.sql, "first", { namespace: "brand_new" });
  const [row] = await db.sql`select count(*)::integer as messages from pgmq.q_worker_brand_new_queue`;
  assertEquals(row?.messages, 1);
});
