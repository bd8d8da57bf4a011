import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  createTasks,
  done,
  failed,
  names,
  type Result,
  stepStates,
  taskState,
  text,
  W1,
  W2,
} from "./_engine.ts";
import { DIAMOND, LINEAR, register, SINGLE, template } from "./_templates.ts";

/** Parks results and gives the outcomes. */
async function submit(sql: Sql, results: readonly Result[], worker: string = W1): Promise<string[]> {
  const rows = await sql<{ outcome: string }[]>`
    select r.outcome from tasker_v1.submit_step_results(${worker}, ${text(results)}::text::jsonb) r`;
  return rows.map((row) => row.outcome);
}

/** The messages for the orchestrator, oldest first. */
async function messages(sql: Sql): Promise<Record<string, string>[]> {
  const rows = await sql`select m.message from pgmq.q_orchestration_step_results m order by m.msg_id`;
  return rows.map((row) => row.message);
}

/** Records the parked results of steps and gives the outcomes. */
async function process(sql: Sql, ...steps: readonly string[]): Promise<string[]> {
  const rows = await sql<{ outcome: string }[]>`
    select r.outcome from tasker_v1.process_step_results(${[...steps]}::uuid[]) r`;
  return rows.map((row) => row.outcome);
}

/** Records whatever the messages name, and deletes them. */
async function processAll(sql: Sql): Promise<void> {
  await process(sql, ...(await messages(sql)).map((message) => message.step_uuid!));
  await sql`delete from pgmq.q_orchestration_step_results`;
}

Deno.test("submit_step_results() parks a success and sends a message that names it and carries no data", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  const task = await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  assertEquals(await submit(db.sql, [done(a, "big")]), ["recorded"]);
  assertEquals(await stepStates(db.sql, task), {
    a: "enqueued_for_orchestration",
    b: "pending",
    c: "pending",
  });
  assertEquals(await messages(db.sql), [{ task_uuid: task, step_uuid: a.step_uuid, correlation_id: task }]);
});

Deno.test("process_step_results() records what was parked: the children go on", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  const task = await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  await submit(db.sql, [done(a, 7)]);
  assertEquals(await process(db.sql, a.step_uuid), ["recorded"]);
  assertEquals((await stepStates(db.sql, task)).a, "complete");
  assertEquals((await claimOne(db.sql)).dependencies, { a: 7 });
});

for (const shape of [LINEAR, DIAMOND]) {
  Deno.test(`a ${shape.name} task ends through the queue in the rows it ends in inline`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, shape);
    const task = await createTask(db.sql, shape.name);
    for (let ready = await claim(db.sql); ready.length > 0; ready = await claim(db.sql)) {
      await submit(db.sql, ready.map((step) => done(step, step.step_name)));
      await processAll(db.sql);
    }
    assertEquals(await taskState(db.sql, task), "complete");
    const rows = await db.sql`
      select n.step_name as name, s.results, s.attempts
        from tasker.workflow_steps s join tasker.named_tasks_named_steps n using (named_task_id, position)`;
    assertEquals(new Set(rows.map((row) => row.results === row.name && row.attempts === 1)), new Set([true]));
  });
}

Deno.test("process_step_results() records a parked failure: a retry by its hint, an error for good", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, template("pair", { a: {}, x: {} }));
  const task = await createTask(clock, "pair");
  const [a, x] = await claim(clock) as [never, never];
  await submit(clock, [
    failed(a, { error_type: "slow" }, { retry_after_seconds: 60 }),
    failed(x, { retryable: false }),
  ]);
  assertEquals(
    new Set(Object.values(await stepStates(clock, task))),
    new Set(["enqueued_as_error_for_orchestration"]),
  );
  await processAll(clock);
  assertEquals(await stepStates(clock, task), { a: "waiting_for_retry", x: "error" });
  assertEquals(await taskState(clock, task), "waiting_for_retry");
  const [timer] = await clock`select t.due_at from tasker.timers t`;
  assertEquals(timer?.due_at, new Date("2026-01-01T00:01:00Z"));
  const [kept] = await clock`select s.error from tasker.workflow_steps s where s.state = 'waiting_for_retry'`;
  assertEquals(kept?.error, { message: "boom", error_type: "slow" });
});

Deno.test("process_step_results() takes a late or doubled message without harm", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  const task = await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  await submit(db.sql, [done(a)]);
  assertEquals(await process(db.sql, a.step_uuid), ["recorded"]);
  assertEquals(await process(db.sql, a.step_uuid, crypto.randomUUID()), ["stale", "stale"]);
  const b = await claimOne(db.sql);
  assertEquals(await process(db.sql, b.step_uuid), ["stale"]);
  assertEquals((await stepStates(db.sql, task)).b, "in_progress");
});

Deno.test("process_step_results() records results of several workers in one call", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const tasks = await createTasks(db.sql, ...Array.from({ length: 4 }, () => ({ name: "single" })));
  const mine = await claim(db.sql, { worker: W1, limit: 2 });
  const others = await claim(db.sql, { worker: W2 });
  await submit(db.sql, mine.map((step) => done(step)), W1);
  await submit(db.sql, others.map((step) => done(step)), W2);
  await processAll(db.sql);
  for (const { task_uuid } of tasks) assertEquals(await taskState(db.sql, task_uuid), "complete");
});

Deno.test("process_step_results() names the orchestrator in the moves of the tasks; a worker's statement names nobody", async () => {
  await using db = await TestDatabase.create();
  const orchestrator = db.connect();
  const processor = crypto.randomUUID();
  await orchestrator`select set_config('tasker.processor_uuid', ${processor}, false)`;
  await register(db.sql, SINGLE);
  const [ended, blocked, inline] = await createTasks(
    db.sql,
    ...Array.from({ length: 3 }, () => ({ name: "single" })),
  );
  const stepOf = new Map((await claim(db.sql)).map((step) => [step.task_uuid, step]));
  await submit(db.sql, [
    done(stepOf.get(ended!.task_uuid)!),
    failed(stepOf.get(blocked!.task_uuid)!, { retryable: false }),
  ]);
  await processAll(orchestrator);
  await complete(db.sql, [done(stepOf.get(inline!.task_uuid)!)]);
  const moves = await db.sql`
    select t.task_uuid, t.to_state, t.processor_uuid from tasker.task_transition_log t where t.from_state is not null`;
  assertEquals(
    new Map(moves.map((move) => [move.task_uuid, [move.to_state, move.processor_uuid]])),
    new Map([
      [ended!.task_uuid, ["complete", processor]],
      [blocked!.task_uuid, ["blocked_by_failures", processor]],
      [inline!.task_uuid, ["complete", null]],
    ]),
  );
});

Deno.test("submit_step_results() says stale of what is not the worker's, and of what is parked already", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  assertEquals(await submit(db.sql, [done(a)], W2), ["stale"]);
  assertEquals(await submit(db.sql, [done({ ...a, attempt: 2 }), done(a)]), ["stale", "recorded"]);
  assertEquals(await submit(db.sql, [failed(a)]), ["stale"]);
  await complete(db.sql, [failed(a)]);
  assertEquals((await messages(db.sql)).length, 1);
});

Deno.test("complete_steps() leaves a parked result to the orchestrator", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  const task = await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  await submit(db.sql, [done(a, "parked")]);
  await complete(db.sql, [done(a, "again")]);
  await complete(db.sql, [failed(a, { retryable: false })]);
  assertEquals((await stepStates(db.sql, task)).a, "enqueued_for_orchestration");
  assertEquals(await process(db.sql, a.step_uuid), ["recorded"]);
});

Deno.test("submit_step_results() parks a result that is too large as an error", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  await submit(db.sql, [done(await claimOne(db.sql), "x".repeat(1_100_000))]);
  await processAll(db.sql);
  assertEquals((await stepStates(db.sql, task)).only, "error");
});

Deno.test("recheck_tasks() sends a message again that was lost, and no other", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  await createTasks(db.sql, { name: "single" }, { name: "single" });
  const [lost, waiting] = await claim(db.sql) as [never, never];
  await submit(db.sql, [done(lost), done(waiting)]);
  const { step_uuid } = lost as { step_uuid: string };
  await db
    .sql`delete from pgmq.q_orchestration_step_results m where m.message ->> 'step_uuid' = ${step_uuid}`;
  const [row] = await db.sql`select tasker_v1.recheck_tasks() as sent`;
  assertEquals(row?.sent, 1);
  assertEquals(
    (await messages(db.sql)).map((message) => message.step_uuid).sort(),
    [
      step_uuid,
      (waiting as { step_uuid: string }).step_uuid,
    ].sort(),
  );
  await processAll(db.sql);
  assertEquals(names(await claim(db.sql)), []);
});
