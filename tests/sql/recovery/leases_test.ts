import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import { backendPid, blockedOn, until } from "../../_support/waiting.ts";
import {
  claimOne,
  complete,
  createTask,
  done,
  failed,
  refusal,
  runToEnd,
  stepOf,
  stepStates,
  taskState,
  text,
  W1,
  W2,
} from "../flow/_engine.ts";
import { FAN, LINEAR, register, SINGLE, template } from "../flow/_templates.ts";
import { assertRepairs } from "./_repairs.ts";

const START = "2026-01-01T00:00:00Z";
const ORCHESTRATOR = "00000000-0000-7000-8000-0000000000ff";
const recover = (sql: Sql, isThorough = false) =>
  sql`select * from tasker_v1.recover_expired_leases(p_is_thorough => ${isThorough})`;

Deno.test("an expired lease is repaired once, and told with the step and who repaired it", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, SINGLE);
  const task = await createTask(clock, "single");
  const { step_uuid } = await claimOne(clock);
  await moveClock(clock, "2026-01-01T00:01:00Z");
  await clock`select set_config('tasker.processor_uuid', ${ORCHESTRATOR}, false)`;
  await assertRepairs(clock, () => recover(clock), { lease_expired: 1, worker_dead: 1 });

  const events =
    await clock`select e.repair, e.sample_uuids, e.repaired_by, e.at from tasker_v1.list_recovery_events() e`;
  const at = new Date("2026-01-01T00:01:00Z");
  assertEquals(events.map((event) => ({ ...event })), [
    { repair: "worker_dead", sample_uuids: [W1], repaired_by: ORCHESTRATOR, at },
    { repair: "lease_expired", sample_uuids: [step_uuid], repaired_by: ORCHESTRATOR, at },
  ]);
  await runToEnd(clock);
  assertEquals(await taskState(clock, task), "complete");
});

Deno.test("a step that kills every worker ends in error when its attempts are used up", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, template("poison", { only: { retry: { max_attempts: 2 } } }));
  const task = await createTask(clock, "poison");
  for (const [minute, told] of [[1, "lease_expired"], [2, "attempts_exhausted"]] as const) {
    await claimOne(clock, { worker: crypto.randomUUID() });
    await moveClock(clock, `2026-01-01T00:0${minute}:00Z`);
    await assertRepairs(clock, () => recover(clock), { [told]: 1, worker_dead: 1 });
  }
  assertEquals(await stepStates(clock, task), { only: "error" });
  assertEquals(await taskState(clock, task), "blocked_by_failures");
});

Deno.test("steps that a completion took along while its worker signed off come back when their lease is over", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  const completing = await db.at(START);
  await register(clock, LINEAR);
  await clock`select tasker_v1.register_worker(${W1}, '{flow}', null)`;
  await clock`select tasker_v1.heartbeat(${W1}, '10 seconds')`;
  const task = await createTask(clock, "linear");
  const a = await claimOne(clock);
  const pid = await backendPid(clock);
  let signedOff: Promise<unknown> = Promise.resolve();
  await completing.begin(async (tx) => {
    await tx`select * from tasker_v1.complete_steps(${W1}, ${text([done(a)])}::text::jsonb, 1, '10 seconds')`;
    signedOff = clock`select tasker_v1.unregister_worker(${W1})`.execute();
    await blockedOn(db.sql, pid);
  });
  await signedOff;
  assertEquals(await stepStates(clock, task), { a: "complete", b: "in_progress", c: "pending" });

  const [agenda] =
    await clock`select extract(epoch from a.leases_due_in)::float8 as due from tasker_v1.get_agenda() a`;
  assertEquals(agenda?.due, 10);
  await moveClock(clock, "2026-01-01T00:00:11Z");
  await assertRepairs(clock, () => recover(clock), { lease_expired: 1 });
  const [worker] =
    await clock`select w.state, w.recheck_at from tasker.workers w where w.worker_uuid = ${W1}`;
  assertEquals({ ...worker }, { state: "stopped", recheck_at: null });
});

Deno.test("aborts of a worker that never comes back are forgotten", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, SINGLE);
  const task = await createTask(clock, "single");
  await claimOne(clock);
  await clock`select tasker_v1.cancel_tasks(array[${task}::uuid], 'a test')`;
  await moveClock(clock, "2026-01-01T00:01:00Z");
  await assertRepairs(clock, () => recover(clock), { worker_dead: 1, abort_forgotten: 1 });
  assertEquals([...await clock`select from tasker.step_aborts`], []);
});

Deno.test("a worker that lives is told of its aborts, and they stay until then", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  await db.sql`select tasker_v1.register_worker(${W1}, '{flow}', null)`;
  await db.sql`select tasker_v1.heartbeat(${W1})`;
  const task = await createTask(db.sql, "single");
  const { step_uuid } = await claimOne(db.sql);
  await db.sql`select tasker_v1.cancel_tasks(array[${task}::uuid], 'a test')`;
  await assertRepairs(db.sql, () => recover(db.sql, true), {});
  const [beat] = await db.sql`select h.cancelled_step_uuids as steps from tasker_v1.heartbeat(${W1}) h`;
  assertEquals(beat?.steps, [step_uuid]);
});

Deno.test("steps without a handler are set aside once, and told", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  await db.sql`select tasker_v1.register_worker(${W1}, '{flow}', '{flow.other}')`;
  await db.sql`select tasker_v1.heartbeat(${W1})`;
  await createTask(db.sql, "single");
  await assertRepairs(db.sql, () => db.sql`select tasker_v1.defer_unserved_steps()`, { handler_unknown: 1 });
});

Deno.test("defer_unserved_steps() × cancel: no timer is left of a step that is cancelled meanwhile", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  await db.sql`select tasker_v1.register_worker(${W1}, '{flow}', '{flow.a}')`;
  await db.sql`select tasker_v1.heartbeat(${W1})`;
  const task = await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  const c = await stepOf(db.sql, task, "c");
  const [completing, cancelling, deferring, holding] = [
    db.connect(),
    db.connect(),
    db.connect(),
    db.connect(),
  ];
  const [cancelPid, deferPid] = [await backendPid(cancelling), await backendPid(deferring)];
  let cancelled: Promise<unknown> = Promise.resolve();
  let deferred: Promise<unknown> = Promise.resolve();
  await holding.begin(async (hold) => {
    await hold`select from tasker.workflow_steps s where s.step_uuid = ${c} for update`;
    await completing.begin(async (tx) => {
      await complete(tx, [done(a)]); // the queue row of b appears behind the cancellation's look at the queue
      cancelled = cancelling`select tasker_v1.cancel_tasks(array[${task}::uuid], 'a test')`.execute();
      await blockedOn(db.sql, cancelPid);
    });
    await until(async () =>
      (await db.sql`select from pg_locks l where l.pid = ${cancelPid} and l.locktype = 'tuple'`).length > 0
    );
    deferred = deferring`select tasker_v1.defer_unserved_steps()`.execute();
    await blockedOn(db.sql, deferPid);
  });
  await Promise.all([cancelled, deferred]);
  assertEquals([...await db.sql`select from tasker.timers`], []);
  assertEquals([...await db.sql`select from tasker.step_queue`], []);
});

Deno.test("a late result from before a reset is stale, though the same worker runs the step again", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, template("single", { only: { retry: { max_attempts: 1 } } }));
  const task = await createTask(db.sql, "single");
  const first = await claimOne(db.sql);
  await complete(db.sql, [failed(first)]);
  await db.sql`select tasker_v1.reset_step_for_retry(${first.step_uuid}, 'ann', 'a test')`;
  const second = await claimOne(db.sql);
  assertEquals([first.attempt, first.max_attempts, second.attempt, second.max_attempts], [1, 1, 2, 2]);
  await complete(db.sql, [done(first, "late")]);
  assertEquals(await stepStates(db.sql, task), { only: "in_progress" });
  await complete(db.sql, [done(second, "right")]);
  const [step] = await db.sql`select s.results from tasker.workflow_steps s`;
  assertEquals(step?.results, "right");
});

Deno.test("a reset grants as many attempts as the template, and the delays begin anew", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  const retry = { max_attempts: 2, backoff: "linear", backoff_base_ms: 1000, jitter: 0 };
  await register(clock, template("single", { only: { retry } }));
  await createTask(clock, "single");
  const fail = async () => {
    const step = await claimOne(clock);
    await complete(clock, [failed(step)]);
    const [timer] =
      await clock`select extract(epoch from w.due_at - tasker.now())::float8 as delay from tasker.timers w`;
    await clock`update tasker.timers set due_at = tasker.now()`;
    await clock`select tasker_v1.wake_timers()`;
    return [step.attempt, timer?.delay, step.step_uuid];
  };
  const [, firstDelay] = await fail();
  const [, none, step] = await fail();
  assertEquals([firstDelay, none], [1, undefined]);
  await clock`select tasker_v1.reset_step_for_retry(${step}, 'ann', 'a test')`;
  assertEquals((await fail()).slice(0, 2), [3, 1]);
  assertEquals((await fail()).slice(0, 2), [4, undefined]);
});

for (
  const [what, result] of [
    ["names no step", { attempt: 1, success: true }],
    ["names no attempt", { step_uuid: W1, success: true }],
    ["is not even an object with a step", { success: true }],
  ] as const
) {
  Deno.test(`complete_steps() refuses a plain success that ${what}, and records nothing beside it`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, FAN);
    const task = await createTask(db.sql, "fan");
    const a = await claimOne(db.sql, { worker: W2 });
    const { code, message } = await refusal(complete(db.sql, [done(a), result], { worker: W2 }));
    assertEquals([code, message], [
      "TK001",
      "Cannot record result 2 of the call: it names no step and attempt",
    ]);
    assertEquals((await stepStates(db.sql, task)).a, "in_progress");
  });
}
