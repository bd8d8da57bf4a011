import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import { until } from "../../_support/waiting.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  createTasks,
  done,
  refusal,
  report,
  stepStates,
  W1,
  W2,
} from "./_engine.ts";
import { register, SINGLE } from "./_templates.ts";

const START = "2026-01-01T00:00:00Z";

/** Sends a heartbeat and gives the steps it says to abort. */
async function beat(sql: Sql, worker: string = W1, lease = "30 seconds"): Promise<string[]> {
  const [row] = await sql`
    select h.cancelled_step_uuids as steps from tasker_v1.heartbeat(${worker}, ${lease}::text::interval) h`;
  return row?.steps;
}

/** Cancels a task. */
async function cancel(sql: Sql, task: string): Promise<void> {
  await sql`select tasker_v1.cancel_tasks(array[${task}]::uuid[], 'test')`;
}

/** A task that W1 runs, in a session whose clock stands. */
async function running(db: TestDatabase) {
  const clock = await db.at(START);
  await register(clock, SINGLE);
  const task = await createTask(clock, "single");
  return { clock, task, step: await claimOne(clock) };
}

Deno.test("heartbeat() keeps all leases of a worker alive, and those of no other", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, SINGLE);
  await createTasks(clock, ...Array.from({ length: 5 }, () => ({ name: "single" })));
  const mine = await claim(clock, { worker: W1, limit: 3 });
  const others = await claim(clock, { worker: W2 });

  await moveClock(clock, "2026-01-01T00:00:20Z");
  await beat(clock);
  await moveClock(clock, "2026-01-01T00:00:45Z");
  const [recovered] = await clock`select * from tasker_v1.recover_expired_leases()`;
  assertEquals({ ...recovered }, { requeued_count: 2, failed_count: 0 });
  assertEquals(new Set(await report(clock, mine.map((step) => done(step)))), new Set(["recorded"]));
  assertEquals(new Set(await report(clock, others.map((step) => done(step)), W2)), new Set(["stale"]));
});

Deno.test("heartbeat() never shortens a lease", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, SINGLE);
  const task = await createTask(clock, "single");
  await claimOne(clock, { lease: "10 minutes" });
  await beat(clock, W1, "1 second");
  await moveClock(clock, "2026-01-01T00:09:00Z");
  await clock`select tasker_v1.recover_expired_leases(p_is_thorough => true)`;
  assertEquals((await stepStates(clock, task)).only, "in_progress");
});

Deno.test("heartbeat() tells until when the leases hold", async () => {
  await using db = await TestDatabase.create();
  const { clock } = await running(db);
  const [row] = await clock`select h.leased_until from tasker_v1.heartbeat(${W1}, '90 seconds') h`;
  assertEquals(row?.leased_until, new Date("2026-01-01T00:01:30Z"));
});

Deno.test("heartbeat() tells a worker to abort what was cancelled, twice, and no other worker", async () => {
  await using db = await TestDatabase.create();
  const { clock, task, step } = await running(db);
  await beat(clock);
  await clock`select tasker_v1.register_worker(${W2}, '{flow}', null)`;
  await moveClock(clock, "2026-01-01T00:00:01Z");
  await cancel(clock, task);
  const told: string[][] = [];
  for (const second of [2, 3, 4]) {
    await moveClock(clock, `2026-01-01T00:00:0${second}Z`);
    told.push(await beat(clock));
  }
  assertEquals(told, [[step.step_uuid], [step.step_uuid], []]);
  assertEquals(await beat(clock, W2), []);
});

Deno.test("heartbeat() tells of a cancellation that was decided before the last heartbeat and committed after it", async () => {
  await using db = await TestDatabase.create();
  const { clock, task, step } = await running(db);
  const canceller = await db.at("2026-01-01T00:00:01Z");
  await canceller`begin`;
  await cancel(canceller, task);
  for (const second of [2, 3]) {
    await moveClock(clock, `2026-01-01T00:00:0${second}Z`);
    assertEquals(await beat(clock), []);
  }
  await canceller`commit`;
  await moveClock(clock, "2026-01-01T00:00:04Z");
  assertEquals(await beat(clock), [step.step_uuid]);
});

Deno.test("cancel_tasks() calls a worker's name on tasker_abort, once it is committed", async () => {
  await using db = await TestDatabase.create();
  const { clock, task } = await running(db);
  const heard: string[] = [];
  await db.sql.listen("tasker_abort", (worker) => heard.push(worker));
  await clock.begin(async (tx) => {
    await tx`select tasker_v1.cancel_tasks(array[${task}]::uuid[], 'test')`;
    throw new Error("changed my mind");
  }).catch(() => {});
  await cancel(clock, task);
  await until(() => heard.length > 0);
  assertEquals(heard, [W1]);
});

Deno.test("heartbeat() says nothing of steps that ended by themselves", async () => {
  await using db = await TestDatabase.create();
  const { clock, task, step } = await running(db);
  await complete(clock, [done(step)]);
  const error = await refusal(cancel(clock, task));
  assertEquals(error.code, "TK202");
  assertEquals(await beat(clock), []);
});

Deno.test("heartbeat() refuses a worker that nobody knows", async () => {
  await using db = await TestDatabase.create();
  assertEquals((await refusal(beat(db.sql, crypto.randomUUID()))).code, "TK104");
});

for (const lease of ["0 seconds", "25 hours"]) {
  Deno.test(`heartbeat() refuses a lease of ${lease}`, async () => {
    await using db = await TestDatabase.create();
    const { clock } = await running(db);
    assertEquals((await refusal(beat(clock, W1, lease))).code, "TK001");
  });
}
