import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  done,
  failed,
  stepStates,
  taskState,
  text,
  W1,
  W2,
} from "./_engine.ts";
import { register, retrying, SINGLE, template } from "./_templates.ts";

const START = "2026-01-01T00:00:00Z";

/** Takes back what expired and gives the counts: queued again, failed. */
async function recover(sql: Sql, thorough = false): Promise<[number, number]> {
  const [row] = await sql`select * from tasker_v1.recover_expired_leases(p_is_thorough => ${thorough})`;
  return [row?.requeued_count, row?.failed_count];
}

async function workerState(sql: Sql, worker: string): Promise<string> {
  const [row] = await sql`select w.state from tasker.workers w where w.worker_uuid = ${worker}`;
  return row?.state;
}

Deno.test("recover_expired_leases() queues a step again whose worker was silent, and counts the attempt", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, SINGLE);
  await createTask(clock, "single");
  await claimOne(clock);
  await moveClock(clock, "2026-01-01T00:00:30Z");
  assertEquals(await recover(clock), [0, 0]);
  await moveClock(clock, "2026-01-01T00:00:31Z");
  assertEquals(await recover(clock), [1, 0]);
  assertEquals((await claimOne(clock, { worker: W2 })).attempt, 2);
});

Deno.test("recover_expired_leases() gives a recovered step its old place in the queue", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, SINGLE);
  const old = await createTask(clock, "single");
  await claimOne(clock);
  await moveClock(clock, "2026-01-01T00:01:00Z");
  await createTask(clock, "single");
  await recover(clock);
  assertEquals((await claim(clock, { limit: 1 }))[0]?.task_uuid, old);
});

for (
  const [what, retry, runs] of [
    ["its 3 attempts", {}, 3],
    ["its only attempt", { max_attempts: 1 }, 1],
    ["the first execution of 0 attempts", { max_attempts: 0 }, 1],
    ["an attempt that must not be repeated", { retryable: false }, 1],
  ] as const
) {
  Deno.test(`recover_expired_leases() fails a step that lost a worker in ${what}`, async () => {
    await using db = await TestDatabase.create();
    const clock = await db.at(START);
    await register(clock, retrying(retry));
    const task = await createTask(clock, "retrying");
    const outcomes: [number, number][] = [];
    for (let run = 1; run <= runs; run++) {
      await claimOne(clock);
      await moveClock(clock, `2026-01-01T00:0${run}:00Z`);
      outcomes.push(await recover(clock));
    }
    assertEquals(outcomes, Array.from({ length: runs }, (_, n) => n === runs - 1 ? [0, 1] : [1, 0]));
    assertEquals((await stepStates(clock, task)).only, "error");
    assertEquals(await taskState(clock, task), "blocked_by_failures");
    const [row] = await clock`select s.error ->> 'error_type' as type from tasker.workflow_steps s`;
    assertEquals(row?.type, "worker_lost");
  });
}

Deno.test("recover_expired_leases() marks a worker dead that is silent and holds nothing", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, SINGLE);
  await createTask(clock, "single");
  await claimOne(clock);
  await moveClock(clock, "2026-01-01T00:01:00Z");
  await recover(clock);
  assertEquals(await workerState(clock, W1), "dead");
});

Deno.test("a dead worker that comes back is running again", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, SINGLE);
  await clock`select tasker_v1.register_worker(${W1}, '{flow}', null)`;
  await clock`select tasker_v1.register_worker(${W2}, '{flow}', null)`;
  await moveClock(clock, "2026-01-01T00:01:00Z");
  await recover(clock);
  assertEquals([await workerState(clock, W1), await workerState(clock, W2)], ["dead", "dead"]);

  await clock`select tasker_v1.heartbeat(${W1})`;
  await claim(clock, { worker: W2 });
  assertEquals([await workerState(clock, W1), await workerState(clock, W2)], ["running", "running"]);
});

Deno.test("recover_expired_leases() looks behind workers that are gone when it is thorough", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, SINGLE);
  await createTask(clock, "single");
  const step = await claimOne(clock);
  // a worker that was taken for dead and kept a step: continuation does not look at its own state
  await clock`update tasker.workers set state = 'dead' where worker_uuid = ${W1}`;
  await moveClock(clock, "2026-01-01T00:01:00Z");
  assertEquals(await recover(clock), [0, 0]);
  assertEquals(await recover(clock, true), [1, 0]);
  assertEquals((await claimOne(clock)).step_uuid, step.step_uuid);
});

Deno.test("recover_expired_leases() leaves parked results alone: an orchestrator answers for them", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, SINGLE);
  const task = await createTask(clock, "single");
  const step = await claimOne(clock);
  await clock`select tasker_v1.submit_step_results(${W1}, ${text([done(step)])}::text::jsonb)`;
  await moveClock(clock, "2027-01-01T00:00:00Z");
  assertEquals(await recover(clock, true), [0, 0]);
  assertEquals((await stepStates(clock, task)).only, "enqueued_for_orchestration");
});

Deno.test("recover_expired_leases() takes back no more than asked for", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, template("many", { a: {}, b: {}, c: {} }));
  await createTask(clock, "many");
  await claim(clock);
  await moveClock(clock, "2026-01-01T00:01:00Z");
  const [row] = await clock`select * from tasker_v1.recover_expired_leases(2)`;
  assertEquals(row?.requeued_count, 2);
});

Deno.test("a retry that is due waits for wake_timers(), which wakes no more than asked for", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, template("many", { a: {}, b: {}, c: {} }));
  await createTask(clock, "many");
  await complete(clock, (await claim(clock)).map((step) => failed(step, {}, { retry_after_seconds: 0 })));
  assertEquals(await claim(clock), []);
  const [two] = await clock`select tasker_v1.wake_timers(2) as woken`;
  const [one] = await clock`select tasker_v1.wake_timers(2) as woken`;
  assertEquals([two?.woken, one?.woken], [2, 1]);
  assertEquals((await claim(clock)).length, 3);
});
