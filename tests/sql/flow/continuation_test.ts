import { assertEquals } from "@std/assert";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  done,
  failed,
  names,
  stepStates,
  taskState,
  W1,
} from "./_engine.ts";
import { DIAMOND, FAN, LINEAR, register, template } from "./_templates.ts";

Deno.test("complete_steps() gives the same worker the step it unlocked, with its parent's result", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  const task = await createTask(db.sql, "linear");
  let next = [await claimOne(db.sql)];
  for (const name of ["b", "c"]) {
    next = await complete(db.sql, next.map((step) => done(step, step.step_name)), { take: 1 });
    assertEquals(names(next), [name]);
    assertEquals(Object.values(next[0]!.dependencies), [name === "b" ? "a" : "b"]);
    assertEquals(next[0]!.attempt, 1);
  }
  assertEquals(await complete(db.sql, next.map((step) => done(step)), { take: 1 }), []);
  assertEquals(await taskState(db.sql, task), "complete");
});

Deno.test("complete_steps() takes no more along than asked, and queues the rest", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, FAN);
  const task = await createTask(db.sql, "fan");
  assertEquals((await complete(db.sql, [done(await claimOne(db.sql))], { take: 2 })).length, 2);
  assertEquals(Object.values(await stepStates(db.sql, task)), [
    "complete",
    "in_progress",
    "in_progress",
    "enqueued",
  ]);
});

Deno.test("complete_steps() takes nothing along when nothing is asked for", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, FAN);
  await createTask(db.sql, "fan");
  const a = await claimOne(db.sql);
  const [nothing] = await db.sql`
    select count(*)::integer as steps from tasker_v1.complete_steps(${W1}, ${
    JSON.stringify([done(a)])
  }::text::jsonb, null)`;
  assertEquals(nothing?.steps, 0);
  assertEquals((await claim(db.sql)).length, 3);
});

Deno.test("complete_steps() takes along only steps whose handler the worker has", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  await createTask(db.sql, "linear");
  await db.sql`select tasker_v1.register_worker(${W1}, '{flow}', '{flow.a,flow.c}')`;
  assertEquals(await complete(db.sql, [done(await claimOne(db.sql))], { take: 5 }), []);
});

Deno.test("complete_steps() takes along only steps of namespaces that the worker serves", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  await createTask(db.sql, "linear");
  const a = await claimOne(db.sql);
  await db.sql`select tasker_v1.register_worker(${W1}, '{elsewhere}', null)`;
  assertEquals(await complete(db.sql, [done(a)], { take: 5 }), []);
});

Deno.test("complete_steps() takes nothing along while a task of better rank waits", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, LINEAR, template("urgent", { only: {} }));
  await createTask(clock, "linear");
  const a = await claimOne(clock);
  await moveClock(clock, "2026-01-01T00:00:01Z");
  await createTask(clock, "urgent", { priority: 5 });
  assertEquals(await complete(clock, [done(a)], { take: 1 }), []);
  assertEquals((await claim(clock)).map((step) => step.step_name), ["only", "b"]);
});

Deno.test("complete_steps() takes a step along before tasks of worse rank", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, LINEAR);
  await createTask(clock, "linear");
  const a = await claimOne(clock);
  await moveClock(clock, "2026-01-01T00:00:01Z");
  await createTask(clock, "linear");
  assertEquals(names(await complete(clock, [done(a)], { take: 1 })), ["b"]);
});

Deno.test("complete_steps() does not take along a join whose other parent is still missing", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, DIAMOND);
  const task = await createTask(db.sql, "diamond");
  const [b, c] = await complete(db.sql, [done(await claimOne(db.sql))], { take: 2 }) as [never, never];
  assertEquals(await complete(db.sql, [done(b)], { take: 2 }), []);
  assertEquals((await stepStates(db.sql, task)).d, "pending");
  assertEquals(names(await complete(db.sql, [done(c)], { take: 2 })), ["d"]);
});

Deno.test("complete_steps() takes along what successes unlock, whatever else of the batch failed", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  await createTask(db.sql, "linear");
  await createTask(db.sql, "linear");
  const [one, two] = await claim(db.sql) as [never, never];
  assertEquals(names(await complete(db.sql, [failed(one), done(two)], { take: 2 })), ["b"]);
});
