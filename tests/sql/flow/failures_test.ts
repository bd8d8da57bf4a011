import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  done,
  failed,
  runToEnd,
  stepStates,
  taskState,
} from "./_engine.ts";
import { BRANCHES, LINEAR, register, retrying, SINGLE, template } from "./_templates.ts";

const START = "2026-01-01T00:00:00Z";

/** Seconds from now, in a session whose clock stands, until its only timer. */
async function delay(clock: Awaited<ReturnType<TestDatabase["at"]>>): Promise<number> {
  const [row] = await clock`
    select extract(epoch from t.due_at - tasker.now())::float8 as seconds from tasker.timers t`;
  return row?.seconds;
}

/** Lets every timer ring; a clock is moved in whole milliseconds. */
async function wake(clock: Awaited<ReturnType<TestDatabase["at"]>>): Promise<void> {
  const [row] = await clock`select (max(t.due_at) + interval '1 ms')::text as at from tasker.timers t`;
  await moveClock(clock, row?.at);
  await clock`select tasker_v1.wake_timers()`;
}

const DELAYS: Readonly<Record<string, readonly number[]>> = {
  none: [0, 0, 0, 0, 0],
  linear: [2, 4, 6, 8, 10],
  exponential: [2, 4, 8, 16, 20],
  fibonacci: [2, 2, 4, 6, 10],
};

for (const [backoff, delays] of Object.entries(DELAYS)) {
  Deno.test(`complete_steps() retries after ${delays.join(", ")} seconds with backoff ${backoff}`, async () => {
    await using db = await TestDatabase.create();
    const clock = await db.at(START);
    const retry = { backoff, backoff_base_ms: 2000, max_backoff_ms: 20_000, max_attempts: 6 };
    await register(clock, retrying(retry));
    const task = await createTask(clock, "retrying");
    const waited: number[] = [];
    for (const attempt of [1, 2, 3, 4, 5]) {
      const step = await claimOne(clock);
      assertEquals(step.attempt, attempt);
      await complete(clock, [failed(step)]);
      assertEquals(await taskState(clock, task), "waiting_for_retry");
      waited.push(await delay(clock));
      assertEquals(await claim(clock), []);
      await wake(clock);
    }
    assertEquals(waited, delays);
    await runToEnd(clock);
    assertEquals(await taskState(clock, task), "complete");
  });
}

Deno.test("complete_steps() moves a delay by its jitter, either way and no further", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  const retry = { backoff: "linear", backoff_base_ms: 10_000, max_backoff_ms: 60_000, jitter: 0.5 };
  await register(clock, retrying(retry));
  for (let n = 0; n < 40; n++) await createTask(clock, "retrying");
  await complete(clock, (await claim(clock)).map((step) => failed(step)));
  const rows =
    await clock`select extract(epoch from t.due_at - tasker.now())::float8 as seconds from tasker.timers t`;
  const delays = rows.map((row) => row.seconds as number);
  assertEquals(delays.length, 40);
  assert(Math.min(...delays) >= 5 && Math.max(...delays) <= 15, `${delays}`);
  assert(Math.min(...delays) < 10 && Math.max(...delays) > 10, `${delays}`);
});

Deno.test("complete_steps() takes what a template leaves open from the settings", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await clock`select tasker_v1.configure(${
    clock.json({ backoff_strategy: "linear", backoff_base_ms: 7000, backoff_jitter: 0 })
  })`;
  await register(clock, SINGLE);
  await createTask(clock, "single");
  await complete(clock, [failed(await claimOne(clock))]);
  assertAlmostEquals(await delay(clock), 7);
});

for (const [hint, seconds] of [[90, 90], [0, 0], [0.25, 0.25], [-5, 0], [1e12, 31_536_000]] as const) {
  Deno.test(`complete_steps() lets retry_after_seconds ${hint} win over the backoff`, async () => {
    await using db = await TestDatabase.create();
    const clock = await db.at(START);
    await register(clock, retrying({ backoff: "linear", backoff_base_ms: 3000, max_backoff_ms: 3000 }));
    await createTask(clock, "retrying");
    await complete(clock, [failed(await claimOne(clock), {}, { retry_after_seconds: hint })]);
    assertAlmostEquals(await delay(clock), seconds);
  });
}

for (const hint of [null, "soon"]) {
  Deno.test(`complete_steps() backs off as the template says when retry_after_seconds is ${hint}`, async () => {
    await using db = await TestDatabase.create();
    const clock = await db.at(START);
    await register(clock, retrying({ backoff: "linear", backoff_base_ms: 3000 }));
    await createTask(clock, "retrying");
    await complete(clock, [failed(await claimOne(clock), {}, { retry_after_seconds: hint })]);
    assertAlmostEquals(await delay(clock), 3);
  });
}

Deno.test("complete_steps() does not retry what its handler calls permanent", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  await complete(db.sql, [failed(await claimOne(db.sql), { retryable: false }, { retry_after_seconds: 1 })]);
  assertEquals((await stepStates(db.sql, task)).only, "error");
  assertEquals(await taskState(db.sql, task), "blocked_by_failures");
});

for (
  const [what, retry, runs] of [
    ["3 attempts", {}, 3],
    ["1 attempt", { max_attempts: 1 }, 1],
    ["0 attempts: the first execution is always allowed", { max_attempts: 0 }, 1],
    ["retryable false", { retryable: false, max_attempts: 9 }, 1],
  ] as const
) {
  Deno.test(`complete_steps() gives up after ${runs} of ${what}`, async () => {
    await using db = await TestDatabase.create();
    const clock = await db.at(START);
    await register(clock, retrying({ backoff: "none", ...retry }));
    const task = await createTask(clock, "retrying");
    for (let run = 1; run <= runs; run++) {
      assertEquals((await stepStates(clock, task)).only, "enqueued");
      await complete(clock, [failed(await claimOne(clock))]);
      await clock`select tasker_v1.wake_timers()`;
    }
    assertEquals((await stepStates(clock, task)).only, "error");
    assertEquals(await taskState(clock, task), "blocked_by_failures");
  });
}

Deno.test("complete_steps() leaves other branches running when one has failed", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, BRANCHES);
  const task = await createTask(db.sql, "branches");
  const [a, x] = await claim(db.sql) as [never, never];
  await complete(db.sql, [failed(a, { retryable: false })]);
  assertEquals(await taskState(db.sql, task), "steps_in_process");
  const [y] = await complete(db.sql, [done(x)], { take: 1 }) as [never];
  assertEquals(await taskState(db.sql, task), "steps_in_process");
  await complete(db.sql, [done(y)]);
  assertEquals(await taskState(db.sql, task), "blocked_by_failures");
  assertEquals(await stepStates(db.sql, task), { a: "error", b: "pending", x: "complete", y: "complete" });
});

Deno.test("complete_steps() judges a task with a retry by what still runs, then by what waits", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, template("pair", { a: {}, x: {} }));
  const task = await createTask(clock, "pair");
  const [a, x] = await claim(clock) as [never, never];
  await complete(clock, [failed(a)]);
  assertEquals(await taskState(clock, task), "steps_in_process");
  await complete(clock, [failed(x, { retryable: false })]);
  assertEquals(await taskState(clock, task), "waiting_for_retry");
  await wake(clock);
  assertEquals(await taskState(clock, task), "steps_in_process");
  await complete(clock, [done(await claimOne(clock))]);
  assertEquals(await taskState(clock, task), "blocked_by_failures");
});

Deno.test("complete_steps() records a failure and a success of one task in one batch", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, template("pair", { a: {}, x: {} }));
  const task = await createTask(db.sql, "pair");
  const [a, x] = await claim(db.sql) as [never, never];
  await complete(db.sql, [failed(a, { retryable: false }), done(x)]);
  assertEquals(await taskState(db.sql, task), "blocked_by_failures");
});

Deno.test("complete_steps() completes a task whose failed step succeeded at last", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at(START);
  await register(clock, LINEAR);
  const task = await createTask(clock, "linear");
  await complete(clock, [failed(await claimOne(clock))]);
  await wake(clock);
  await runToEnd(clock);
  assertEquals(await taskState(clock, task), "complete");
});
