/** The lock order of sql/LOCKS.md: results meet results, claims and recoveries. */
import { assertEquals } from "@std/assert";
import { TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  done,
  failed,
  report,
  stepStates,
  taskState,
  text,
  W1,
  W2,
} from "./_engine.ts";
import { blocked, hold, meet } from "./_sessions.ts";
import { BRANCHES, DIAMOND, LINEAR, register } from "./_templates.ts";
import { holdStep, LATER, process, recover, release, ROOTS, running, START, submit } from "./_verbs.ts";

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
