import { assertEquals, assertStringIncludes } from "@std/assert";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  createTasks,
  done,
  names,
  refusal,
  W1,
  W2,
} from "./_engine.ts";
import { DIAMOND, register, SINGLE, template } from "./_templates.ts";

/** The tasks of claimed steps, in the order of the claim. */
const tasksOf = (steps: readonly { task_uuid: string }[]) => steps.map((step) => step.task_uuid);

Deno.test("claim_steps() gives only steps of the namespaces asked for", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE, template("other", { only: {} }, { namespace: "elsewhere" }));
  await createTask(db.sql, "single");
  await createTask(db.sql, "other", { namespace: "elsewhere" });
  assertEquals(await claim(db.sql, { namespaces: ["nowhere"] }), []);
  assertEquals(await claim(db.sql, { namespaces: [] }), []);
  assertEquals((await claim(db.sql, { namespaces: ["elsewhere"] })).length, 1);
  assertEquals((await claim(db.sql, { namespaces: ["flow", "elsewhere"] })).length, 1);
});

Deno.test("claim_steps() gives a worker only steps whose handler it registered", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, template("mixed", { a: { handler: "paint" }, b: { handler: "print" } }));
  await createTask(db.sql, "mixed");
  await db.sql`select tasker_v1.register_worker(${W1}, '{flow}', '{print}')`;
  assertEquals(names(await claim(db.sql, { worker: W1 })), ["b"]);
  assertEquals(names(await claim(db.sql, { worker: W2 })), ["a"]);
});

Deno.test("claim_steps() gives the oldest task first, and no more than asked for", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, SINGLE);
  const old = await createTask(clock, "single");
  await moveClock(clock, "2026-01-01T00:00:01Z");
  const young = await createTask(clock, "single");
  assertEquals(await claim(clock, { limit: 0 }), []);
  assertEquals(tasksOf(await claim(clock, { limit: 1 })), [old]);
  assertEquals(tasksOf(await claim(clock, { limit: 9 })), [young]);
});

Deno.test("claim_steps() merges the namespaces by rank", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, SINGLE, template("other", { only: {} }, { namespace: "elsewhere" }));
  const tasks: string[] = [];
  for (const [second, namespace] of ["flow", "elsewhere", "flow", "elsewhere"].entries()) {
    await moveClock(clock, `2026-01-01T00:00:0${second}Z`);
    tasks.push(await createTask(clock, namespace === "flow" ? "single" : "other", { namespace }));
  }
  assertEquals(
    tasksOf(await claim(clock, { namespaces: ["elsewhere", "flow"], limit: 3 })),
    tasks.slice(0, 3),
  );
});

Deno.test("claim_steps() gives the urgent before the old, until the old has aged 10 hours a point", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, SINGLE);
  const old = await createTask(clock, "single");
  await moveClock(clock, "2026-01-01T09:59:59Z");
  const urgent = await createTask(clock, "single", { priority: 1 });
  await moveClock(clock, "2026-01-01T10:00:01Z");
  const tooLate = await createTask(clock, "single", { priority: 1 });
  assertEquals(tasksOf(await claim(clock)), [urgent, old, tooLate]);
});

Deno.test("claim_steps() leases for as long as asked", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, SINGLE);
  await createTask(clock, "single");
  assertEquals(
    (await claimOne(clock, { lease: "90 seconds" })).leased_until,
    new Date("2026-01-01T00:01:30Z"),
  );
});

Deno.test("claim_steps() tells a handler everything it needs", async () => {
  await using db = await TestDatabase.create();
  await register(
    db.sql,
    template("told", {
      a: { timeout_seconds: 7, retry: { max_attempts: 5 } },
    }, { version: "3.2.1" }),
  );
  const task = await createTask(db.sql, "told", { context: { order: 7 } });
  const { step_uuid: _, leased_until: __, ...step } = await claimOne(db.sql);
  assertEquals({ ...step }, {
    task_uuid: task,
    attempt: 1,
    namespace: "flow",
    task_name: "told",
    version: "3.2.1",
    step_name: "a",
    handler: "flow.a",
    context: { order: 7 },
    dependencies: {},
    inputs: {},
    max_attempts: 5,
    timeout_seconds: 7,
    correlation_id: task,
    handler_method: null,
    handler_resolver: null,
    traceparent: null,
  });
});

Deno.test("claim_steps() gives the trace context that a task was created in", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await createTask(db.sql, "single", { traceparent });
  const [row] = await db.sql`
    select c.traceparent from tasker_v1.claim_steps(${W1}, '{flow}', 1) c`;
  assertEquals(row?.traceparent, traceparent);
});

Deno.test("claim_steps() gives each step to one worker", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  await createTasks(db.sql, ...Array.from({ length: 20 }, () => ({ name: "single" })));
  const taken = await Promise.all([W1, W2, W1, W2].map((worker) => claim(db.sql, { worker, limit: 7 })));
  const steps = taken.flat().map((step) => step.step_uuid);
  assertEquals(new Set(steps).size, steps.length);
});

Deno.test("claim_steps() gives a joining step its parents' results by name, whatever JSON they are", async () => {
  await using db = await TestDatabase.create();
  await register(
    db.sql,
    template("join", {
      nothing: {},
      no: {},
      zero: {},
      empty: {},
      silent: {},
      end: { needs: ["nothing", "no", "zero", "empty", "silent"] },
    }),
  );
  await createTask(db.sql, "join");
  const values: Readonly<Record<string, unknown>> = { nothing: null, no: false, zero: 0, empty: "" };
  await complete(db.sql, (await claim(db.sql)).map((step) => done(step, values[step.step_name])));
  const end = await claimOne(db.sql);
  assertEquals(end.dependencies, { ...values, silent: null });
  await complete(db.sql, [done(end, [])]);
  const kept = await db.sql`
    select n.step_name as name, s.results::text as result
      from tasker.workflow_steps s join tasker.named_tasks_named_steps n using (named_task_id, position)`;
  assertEquals(Object.fromEntries(kept.map((row) => [row.name, row.result])), {
    nothing: "null",
    no: "false",
    zero: "0",
    empty: '""',
    silent: "null",
    end: "[]",
  });
});

Deno.test("claim_steps() refuses limits and leases out of range", async (t) => {
  await using db = await TestDatabase.create();
  for (const [limit, lease] of [[-1, "30 s"], [10_001, "30 s"], [1, "0 s"], [1, "25 hours"]] as const) {
    await t.step(`claim_steps() refuses a limit of ${limit} with a lease of ${lease}`, async () => {
      const error = await refusal(claim(db.sql, { limit, lease }));
      assertEquals(error.code, "TK001");
    });
  }
});

Deno.test("claim_steps() refuses to work for nobody", async () => {
  await using db = await TestDatabase.create();
  const error = await refusal(db.sql`select * from tasker_v1.claim_steps(null, '{flow}', 1)`);
  assertEquals(error.code, "TK001");
  assertStringIncludes(error.message, "without a uuid");
  assertEquals(typeof error.hint, "string");
});

Deno.test("claim_steps() opens a diamond one level at a time", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, DIAMOND);
  await createTask(db.sql, "diamond");
  for (const level of [["a"], ["b", "c"], ["d"], []]) {
    const ready = await claim(db.sql);
    assertEquals(names(ready), level);
    await complete(db.sql, ready.map((step) => done(step, step.step_name)));
  }
});
