import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  createTask,
  createTasks,
  done,
  names,
  refusal,
  report,
  stepStates,
  W1,
  W2,
} from "./_engine.ts";
import { register, SINGLE, template } from "./_templates.ts";

const START = "2026-01-01T00:00:00Z";

/** What a function of one worker and some steps answers. */
async function ask(
  sql: Sql,
  name: string,
  worker: string,
  steps: readonly { step_uuid: string }[],
  more = "",
): Promise<number> {
  const uuids = steps.map((step) => step.step_uuid);
  const [row] = await sql`select tasker_v1.${sql.unsafe(name)}(${worker}, ${uuids}::uuid[]${
    sql.unsafe(more)
  }) as answer`;
  return row?.answer;
}

/** Three tasks that W1 runs. */
async function holdingThree(db: TestDatabase) {
  const clock = await db.at(START);
  await register(clock, SINGLE);
  await createTasks(clock, ...Array.from({ length: 3 }, () => ({ name: "single" })));
  return { clock, steps: await claim(clock) as [never, never, never] };
}

Deno.test("release_steps() hands steps back at once and counts no attempt", async () => {
  await using db = await TestDatabase.create();
  const { clock, steps } = await holdingThree(db);
  assertEquals(await ask(clock, "release_steps", W1, steps), 3);
  assertEquals((await claim(clock, { worker: W2 })).map((step) => step.attempt), [1, 1, 1]);
  assertEquals(await report(clock, steps.map((step) => done(step))), ["stale", "stale", "stale"]);
});

Deno.test("release_steps() leaves out steps that are not the worker's own", async () => {
  await using db = await TestDatabase.create();
  const { clock, steps } = await holdingThree(db);
  assertEquals(await ask(clock, "release_steps", W2, steps), 0);
  assertEquals(await ask(clock, "release_steps", W1, [{ step_uuid: crypto.randomUUID() }]), 0);
  assertEquals(await report(clock, steps.map((step) => done(step))), ["recorded", "recorded", "recorded"]);
});

Deno.test("release_steps() after release_steps() does nothing", async () => {
  await using db = await TestDatabase.create();
  const { clock, steps } = await holdingThree(db);
  await ask(clock, "release_steps", W1, steps);
  assertEquals(await ask(clock, "release_steps", W1, steps), 0);
});

Deno.test("reconcile_worker() hands back what the worker does not know it holds", async () => {
  await using db = await TestDatabase.create();
  const { clock, steps } = await holdingThree(db);
  assertEquals(await ask(clock, "reconcile_worker", W1, [steps[1]]), 2);
  assertEquals((await claim(clock, { worker: W2 })).length, 2);
  assertEquals(await report(clock, [done(steps[1])]), ["recorded"]);
});

Deno.test("unregister_worker() hands back everything and signs the worker off", async () => {
  await using db = await TestDatabase.create();
  const { clock, steps } = await holdingThree(db);
  const [row] = await clock`select tasker_v1.unregister_worker(${W1}) as handed_back`;
  assertEquals(row?.handed_back, 3);
  const [worker] = await clock`select w.state from tasker.workers w where w.worker_uuid = ${W1}`;
  assertEquals(worker?.state, "stopped");
  assertEquals((await claim(clock, { worker: W2 })).length, steps.length);
});

Deno.test("unregister_worker() of nobody does no harm", async () => {
  await using db = await TestDatabase.create();
  const [row] = await db.sql`select tasker_v1.unregister_worker(${W1}) as handed_back`;
  assertEquals(row?.handed_back, 0);
});

Deno.test("defer_steps() offers a step again after the delay, and counts no attempt", async () => {
  await using db = await TestDatabase.create();
  const { clock, steps } = await holdingThree(db);
  assertEquals(await ask(clock, "defer_steps", W1, steps, ", '1 minute'"), 3);
  assertEquals(await claim(clock), []);
  await moveClock(clock, "2026-01-01T00:00:59Z");
  await clock`select tasker_v1.wake_timers()`;
  assertEquals(await claim(clock), []);
  await moveClock(clock, "2026-01-01T00:01:00Z");
  await clock`select tasker_v1.wake_timers()`;
  assertEquals((await claim(clock)).map((step) => step.attempt), [1, 1, 1]);
});

Deno.test("defer_steps() refuses delays out of range", async (t) => {
  await using db = await TestDatabase.create();
  for (const delay of ["-1 second", "25 hours"]) {
    await t.step(`defer_steps() refuses a delay of ${delay}`, async () => {
      assertEquals((await refusal(ask(db.sql, "defer_steps", W1, [], `, '${delay}'`))).code, "TK001");
    });
  }
});

Deno.test("register_worker() wakes deferred steps whose handler the worker has, and no others", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, template("mixed", { a: { handler: "paint" }, b: { handler: "print" } }));
  await createTask(clock, "mixed");
  await ask(clock, "defer_steps", W1, await claim(clock), ", '1 hour'");
  await clock`select tasker_v1.register_worker(${W2}, '{flow}', '{paint}')`;
  await clock`select tasker_v1.wake_timers()`;
  assertEquals(names(await claim(clock, { worker: W1 })), ["a"]);
});

Deno.test("register_worker() leaves retries to their time", async () => {
  await using db = await TestDatabase.create();
  const { clock, steps: [step] } = await holdingThree(db);
  await clock`select tasker_v1.complete_steps(${W1}, ${
    JSON.stringify([{ ...step as object, success: false, retry_after_seconds: 60 }])
  }::text::jsonb)`;
  await clock`select tasker_v1.register_worker(${W2}, '{flow}', null)`;
  const [row] = await clock`select tasker_v1.wake_timers() as woken`;
  assertEquals(row?.woken, 0);
});

Deno.test("defer_unserved_steps() sets aside what no live worker of the namespace can run", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, template("mixed", { a: { handler: "paint" }, b: { handler: "print" } }));
  const task = await createTask(clock, "mixed");
  await clock`select tasker_v1.register_worker(${W1}, '{flow}', '{paint}')`;
  await clock`select tasker_v1.heartbeat(${W1})`;
  const [row] = await clock`select tasker_v1.defer_unserved_steps('1 minute') as deferred`;
  assertEquals(row?.deferred, 1);
  assertEquals(await stepStates(clock, task), { a: "enqueued", b: "enqueued" });
  assertEquals(names(await claim(clock, { worker: W2 })), ["a"]);
  await moveClock(clock, "2026-01-01T00:01:00Z");
  await clock`select tasker_v1.wake_timers()`;
  assertEquals((await claimOne(clock, { worker: W2 })).attempt, 1);
});

for (
  const [what, workers] of [
    ["no worker lives", []],
    ["a worker serves every handler", [null]],
    ["one of two workers has the handler", [["paint"], ["print"]]],
  ] as const
) {
  Deno.test(`defer_unserved_steps() sets nothing aside when ${what}`, async () => {
    await using db = await TestDatabase.create();
    const clock = await db.at(START);
    await register(clock, template("mixed", { a: { handler: "paint" }, b: { handler: "print" } }));
    await createTask(clock, "mixed");
    for (const [n, handlers] of workers.entries()) {
      const worker = [W1, W2][n]!;
      await clock`select tasker_v1.register_worker(${worker}, '{flow}', ${
        handlers && [...handlers]
      }::text[])`;
      await clock`select tasker_v1.heartbeat(${worker})`;
    }
    const [row] = await clock`select tasker_v1.defer_unserved_steps() as deferred`;
    assertEquals(row?.deferred, 0);
  });
}
