/** The lock order of sql/LOCKS.md: pairs of functions meet on one task, and both come to the right end. */
import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  done,
  failed,
  refusal,
  report,
  stepOf,
  stepStates,
  taskState,
  text,
  W1,
  W2,
} from "./_engine.ts";
import { blocked, hold, meet, standsBefore } from "./_sessions.ts";
import { BRANCHES, DIAMOND, LINEAR, register, SINGLE, template } from "./_templates.ts";

const START = "2026-01-01T00:00:00Z";
const LATER = "2026-01-01T01:00:00Z";

/** Three steps that need nothing. */
const ROOTS = template("roots", { a: {}, m: {}, z: {} });

const cancel = (sql: Sql, task: string) =>
  sql`select * from tasker_v1.cancel_tasks(array[${task}]::uuid[], 'test')`;
const recover = (sql: Sql) => sql`select * from tasker_v1.recover_expired_leases()`;
const wake = (sql: Sql) => sql`select tasker_v1.wake_timers()`;
const reset = (sql: Sql, step: string) => sql`select tasker_v1.reset_step_for_retry(${step}, 'ann', 'test')`;
const resolve = (sql: Sql, step: string) =>
  sql`select tasker_v1.resolve_step_manually(${step}, 'ann', 'test')`;
const release = (sql: Sql, step: string) =>
  sql`select tasker_v1.release_steps(${W1}, array[${step}]::uuid[])`;
const submit = (sql: Sql, results: unknown) =>
  sql`select * from tasker_v1.submit_step_results(${W1}, ${text(results)}::text::jsonb)`;
const registerWorker = (sql: Sql, worker: string) =>
  sql`select tasker_v1.register_worker(${worker}, '{flow}', null)`;
const process = (sql: Sql, steps: readonly string[]) =>
  sql`select * from tasker_v1.process_step_results(${[...steps]}::uuid[])`;

/** Holds a step's row. */
const holdStep = (db: TestDatabase, step: string) =>
  hold(db, (sql) => sql`select from tasker.workflow_steps s where s.step_uuid = ${step} for update`);

/** A task whose ready steps W1 runs. */
async function running(db: TestDatabase, shape: typeof LINEAR, at?: string) {
  const sql = at === undefined ? db.sql : await db.at(at);
  await register(sql, shape);
  const task = await createTask(sql, shape.name);
  const steps = Object.fromEntries((await claim(sql)).map((step) => [step.step_name, step]));
  return { task, sql, step: (name: string) => steps[name]! };
}

Deno.test("complete × cancel: a result recorded first stands, and the rest is cancelled", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  await meet(db, (sql) => complete(sql, [done(step("a"))]), (sql) => cancel(sql, task));
  assertEquals(await stepStates(db.sql, task), { a: "complete", b: "cancelled", c: "cancelled" });
  assertEquals(await claim(db.sql), []);
});

Deno.test("complete × cancel: steps taken along by a completion are cancelled too, and aborted", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  await meet(db, (sql) => complete(sql, [done(step("a"))], { take: 1 }), (sql) => cancel(sql, task));
  assertEquals(await stepStates(db.sql, task), { a: "complete", b: "cancelled", c: "cancelled" });
  const aborts = await db.sql`select a.step_uuid from tasker.step_aborts a`;
  assertEquals(aborts.map((row) => row.step_uuid), [await stepOf(db.sql, task, "b")]);
});

Deno.test("complete × cancel: the last result recorded first leaves nothing to cancel", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, SINGLE);
  const error = await refusal(
    meet(db, (sql) => complete(sql, [done(step("only"))]), (sql) => cancel(sql, task)),
  );
  assertEquals(error.code, "TK202");
  assertEquals(await taskState(db.sql, task), "complete");
});

Deno.test("cancel × complete: a result that comes while its task is cancelled is stale", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  const outcome = await meet(db, (sql) => cancel(sql, task), (sql) => report(sql, [done(step("a"))]));
  assertEquals(outcome, ["stale"]);
  assertEquals(await taskState(db.sql, task), "cancelled");
});

Deno.test("cancel × fail: a failure that comes while its task is cancelled is stale", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  const outcome = await meet(db, (sql) => cancel(sql, task), (sql) => report(sql, [failed(step("a"))]));
  assertEquals(outcome, ["stale"]);
  assertEquals(await taskState(db.sql, task), "cancelled");
});

Deno.test("claim × cancel: a step claimed first is cancelled and its worker told", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  await meet(db, (sql) => claim(sql), (sql) => cancel(sql, task));
  assertEquals(await taskState(db.sql, task), "cancelled");
  assertEquals((await db.sql`select from tasker.step_aborts`).length, 1);
});

Deno.test("cancel × claim: a claim does not wait for steps that are being cancelled", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  const cancelling = await hold(db, (sql) => cancel(sql, task));
  assertEquals(await claim(db.sql), []);
  await cancelling.letGo();
  assertEquals(await claim(db.sql), []);
});

Deno.test("complete × cancel × claim: a claim of a step queued while its task is cancelled gets nothing", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  // the cancellation waits for the queue row of "a" and never sees that of "b"; then it stands before "c", and has "b"
  const completing = await hold(db, (sql) => complete(sql, [done(step("a"))]));
  const cancelling = await blocked(db, (sql) => cancel(sql, task));
  const holder = await holdStep(db, await stepOf(db.sql, task, "c"));
  await completing.letGo();
  await standsBefore(db, cancelling, holder);
  const claiming = await blocked(db, (sql) => claim(sql, { worker: W2 }));
  await holder.letGo();
  await cancelling.result;
  assertEquals(await claiming.result, []);
  assertEquals(await stepStates(db.sql, task), { a: "complete", b: "cancelled", c: "cancelled" });
});

Deno.test("fail × complete: a success waits for the judgement of a failure and is judged after it", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, BRANCHES);
  await meet(
    db,
    (sql) => complete(sql, [failed(step("a"), { retryable: false })]),
    (sql) => complete(sql, [done(step("x"))], { take: 1 }),
  );
  assertEquals(await stepStates(db.sql, task), { a: "error", x: "complete", b: "pending", y: "in_progress" });
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("fail × claim: a claim waits for the judgement of a failure and gets its step", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, ROOTS);
  const task = await createTask(db.sql, "roots");
  const [a] = await claim(db.sql, { limit: 1 }) as [never];
  const taken = await meet(
    db,
    (sql) => complete(sql, [failed(a, { retryable: false })]),
    (sql) => claim(sql, { worker: W2 }),
  );
  assertEquals(taken.length, 2);
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("complete × recover: a late result that is being recorded is not taken back", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR, START);
  const completing = await hold(db, (sql) => complete(sql, [done(step("a"))]), LATER);
  await recover(await db.at(LATER));
  await completing.letGo();
  assertEquals(await stepStates(db.sql, task), { a: "complete", b: "enqueued", c: "pending" });
});

Deno.test("recover × complete: a late result of a step that is being taken back is stale", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR, START);
  const outcome = await meet(db, recover, (sql) => report(sql, [done(step("a"))]), LATER);
  assertEquals(outcome, ["stale"]);
  assertEquals((await stepStates(db.sql, task)).a, "enqueued");
});

Deno.test("complete × recover: a late batch of one task's steps does not cross the recovery of the others", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, ROOTS, START);
  // the batch stands at "m" and must hold all its queue rows by then, or the recovery takes "z" and waits for "a"
  const holder = await holdStep(db, step("m").step_uuid);
  const completing = await blocked(
    db,
    (sql) => report(sql, [done(step("a")), done(step("m")), done(step("z"))]),
    LATER,
  );
  const recovering = await blocked(db, recover, LATER);
  await holder.letGo();
  assertEquals(await completing.result, ["recorded", "recorded", "recorded"]);
  await recovering.result;
  assertEquals(await taskState(db.sql, task), "complete");
});

Deno.test("submit × recover: a late batch of one task's steps does not cross the recovery of the others", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, ROOTS, START);
  const holder = await holdStep(db, step("m").step_uuid);
  const submitting = await blocked(
    db,
    (sql) => submit(sql, ["a", "m", "z"].map((name) => done(step(name)))),
    LATER,
  );
  const recovering = await blocked(db, recover, LATER);
  await holder.letGo();
  await submitting.result;
  await recovering.result;
  assertEquals(
    new Set(Object.values(await stepStates(db.sql, task))),
    new Set(["enqueued_for_orchestration"]),
  );
});

Deno.test("complete × complete: the same batch sent twice at once is recorded once", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, ROOTS);
  const batch = ["a", "m", "z"].map((name) => done(step(name)));
  const holder = await holdStep(db, step("m").step_uuid);
  const first = await blocked(db, (sql) => report(sql, batch));
  const second = await blocked(db, (sql) => report(sql, batch.toReversed()));
  await holder.letGo();
  const outcomes = [...await first.result, ...await second.result];
  assertEquals(outcomes.filter((outcome) => outcome === "recorded").length, 3);
  assertEquals(await taskState(db.sql, task), "complete");
});

Deno.test("complete × fail: a batch and the failure of one of its steps, sent by the same worker at once", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, ROOTS);
  const holder = await holdStep(db, step("m").step_uuid);
  const first = await blocked(db, (sql) => report(sql, ["a", "m", "z"].map((name) => done(step(name)))));
  const second = await blocked(db, (sql) => report(sql, [failed(step("z"), { retryable: false })]));
  await holder.letGo();
  assertEquals([await first.result, await second.result], [["recorded", "recorded", "recorded"], ["stale"]]);
  assertEquals(await taskState(db.sql, task), "complete");
});

Deno.test("release × complete: a step handed back while its result is on the way is handed back", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  const outcome = await meet(
    db,
    (sql) => release(sql, step("a").step_uuid),
    (sql) => report(sql, [done(step("a"))]),
  );
  assertEquals(outcome, ["stale"]);
  assertEquals((await stepStates(db.sql, task)).a, "enqueued");
});

Deno.test("wake_timers × cancel: a retry that wakes while its task is cancelled is cancelled", async () => {
  await using db = await TestDatabase.create();
  const { task, sql, step } = await running(db, SINGLE, START);
  await complete(sql, [failed(step("only"), {}, { retry_after_seconds: 60 })]);
  await meet(db, wake, (session) => cancel(session, task), LATER);
  assertEquals(await stepStates(db.sql, task), { only: "cancelled" });
  assertEquals(await claim(db.sql), []);
});

Deno.test("cancel × wake_timers: a cancelled retry does not wake", async () => {
  await using db = await TestDatabase.create();
  const { task, sql, step } = await running(db, SINGLE, START);
  await complete(sql, [failed(step("only"), {}, { retry_after_seconds: 60 })]);
  const cancelling = await hold(db, (session) => cancel(session, task), LATER);
  await wake(await db.at(LATER));
  await cancelling.letGo();
  await wake(await db.at(LATER));
  assertEquals(await stepStates(db.sql, task), { only: "cancelled" });
});

Deno.test("wake_timers × cancel: a task that starts while it is cancelled is cancelled", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(START);
  await register(sql, LINEAR);
  const task = await createTask(sql, "linear", { run_at: "2026-01-01T00:30:00Z" });
  await meet(db, wake, (session) => cancel(session, task), LATER);
  assertEquals(await taskState(db.sql, task), "cancelled");
  assertEquals(await claim(db.sql), []);
});

Deno.test("wake_timers × wake_timers: two sessions share the due timers", async () => {
  await using db = await TestDatabase.create();
  const { task, sql, step } = await running(db, ROOTS, START);
  await complete(sql, ["a", "m", "z"].map((name) => failed(step(name), {}, { retry_after_seconds: 60 })));
  const first = await hold(db, (session) => session`select tasker_v1.wake_timers(2)`, LATER);
  const second = await blocked(db, (session) => session`select tasker_v1.wake_timers() as woken`, LATER);
  await first.letGo();
  assertEquals((await second.result)[0]?.woken, 1);
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("reset × complete: a step reset while a sibling completes leaves its task in process", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, BRANCHES);
  await complete(db.sql, [failed(step("a"), { retryable: false })]);
  await meet(db, (sql) => reset(sql, step("a").step_uuid), (sql) => complete(sql, [done(step("x"))]));
  assertEquals(await stepStates(db.sql, task), { a: "enqueued", x: "complete", b: "pending", y: "enqueued" });
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("complete × reset: the other way round, too", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, BRANCHES);
  await complete(db.sql, [failed(step("a"), { retryable: false })]);
  await meet(db, (sql) => complete(sql, [done(step("x"))]), (sql) => reset(sql, step("a").step_uuid));
  assertEquals(await stepStates(db.sql, task), { a: "enqueued", x: "complete", b: "pending", y: "enqueued" });
});

Deno.test("reset × reset: a step is reset once", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, SINGLE);
  await complete(db.sql, [failed(step("only"), { retryable: false })]);
  const uuid = step("only").step_uuid;
  assertEquals((await refusal(meet(db, (sql) => reset(sql, uuid), (sql) => reset(sql, uuid)))).code, "TK203");
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("reset × give up: a task that goes on is not given up", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, SINGLE);
  await complete(db.sql, [failed(step("only"), { retryable: false })]);
  const error = await refusal(
    meet(
      db,
      (sql) => reset(sql, step("only").step_uuid),
      (sql) => sql`select tasker_v1.give_up_task(${task}, 'ann', 'test')`,
    ),
  );
  assertEquals(error.code, "TK202");
  assertEquals(await taskState(db.sql, task), "steps_in_process");
});

Deno.test("complete × resolve × claim: a step queued while a person waits for it is resolved, a claim gets nothing", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await running(db, LINEAR);
  const b = await stepOf(db.sql, task, "b");
  // the person found no queue row of "b" and waits for its step; then stands before "c", and has "b"
  const completing = await hold(db, (sql) => complete(sql, [done(step("a"))]));
  const resolving = await blocked(db, (sql) => resolve(sql, b));
  const holder = await holdStep(db, await stepOf(db.sql, task, "c"));
  await completing.letGo();
  await standsBefore(db, resolving, holder);
  const claiming = await blocked(db, (sql) => claim(sql, { worker: W2 }));
  await holder.letGo();
  await resolving.result;
  assertEquals(await claiming.result, []);
  assertEquals(await stepStates(db.sql, task), { a: "complete", b: "resolved_manually", c: "enqueued" });
});

Deno.test("process × process: two orchestrators with results of several workers do not cross", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, ROOTS, DIAMOND);
  const diamond = await createTask(db.sql, "diamond");
  await complete(db.sql, [done(await claimOne(db.sql))]);
  const [b] = await claim(db.sql, { limit: 1, worker: W2 }) as [never];
  const [c] = await claim(db.sql, { limit: 1, worker: W1 }) as [never];
  const roots = await createTask(db.sql, "roots");
  const [a, m] = await claim(db.sql, { limit: 2, worker: W1 }) as [never, never];
  const [z] = await claim(db.sql, { limit: 1, worker: W2 }) as [never];
  const parked = (step: never) => (step as { step_uuid: string }).step_uuid;
  for (const [worker, results] of [[W1, [c, a, m]], [W2, [b, z]]] as const) {
    await db.sql`select * from tasker_v1.submit_step_results(${worker}, ${
      text(results.map((step) => done(step)))
    }::text::jsonb)`;
  }
  // each orchestrator has a leaf of one task from W1, and from W2 a parent of the other task's join
  const holder = await holdStep(db, parked(b));
  const first = await blocked(db, (sql) => process(sql, [parked(a), parked(b)]));
  const second = await blocked(db, (sql) => process(sql, [parked(c), parked(m)]));
  await holder.letGo();
  await first.result;
  await second.result;
  await process(db.sql, [parked(z)]);
  assertEquals(await taskState(db.sql, roots), "complete");
  assertEquals((await stepStates(db.sql, diamond)).d, "enqueued");
});

Deno.test("process × process: two orchestrators that end the same two tasks do not cross", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, ROOTS);
  const [one, two] = [await createTask(db.sql, "roots"), await createTask(db.sql, "roots")];
  const leaves = (await claim(db.sql, { limit: 6 })).toSorted((a, b) => a.step_uuid < b.step_uuid ? -1 : 1);
  const [a, m, z, a2, m2, z2] = leaves.map((step) => step.step_uuid) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  await submit(db.sql, leaves.map((step) => done(step)));
  // results are recorded worker by worker: the first orchestrator would end "two" before "one", the second after it
  await db.sql`update tasker.step_queue q set worker_uuid = ${W2} where q.step_uuid in (${a}, ${m2})`;
  const holder = await holdStep(db, a);
  const first = await blocked(db, (sql) => process(sql, [a, a2]));
  const second = await blocked(db, (sql) => process(sql, [m, m2]));
  await holder.letGo();
  await first.result;
  await second.result;
  await process(db.sql, [z, z2]);
  assertEquals([await taskState(db.sql, one), await taskState(db.sql, two)], ["complete", "complete"]);
});

Deno.test("register_worker × register_worker: two workers that wake the same deferred steps do not wait for each other", async () => {
  await using db = await TestDatabase.create();
  const { sql, step } = await running(db, ROOTS, START);
  const uuids = ["a", "m", "z"].map((name) => step(name).step_uuid);
  await sql`select tasker_v1.defer_steps(${W1}, ${uuids}::uuid[], '1 hour')`;
  const registering = await hold(db, (session) => registerWorker(session, crypto.randomUUID()), START);
  await registerWorker(await db.at(START), crypto.randomUUID());
  await registering.letGo();
  await wake(sql);
  assertEquals((await claim(sql)).length, 3);
});
