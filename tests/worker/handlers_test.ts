import { assertEquals, assertThrows } from "@std/assert";
import { defineTask, Worker } from "../../worker/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { createTask, onlyStep, startWorker, untilTask } from "./_harness.ts";

const greet = defineTask({ namespace: "shop", name: "greet", version: "1.0.0" }).step("hello", () => "hello");
const greeting = { callable: "shop.greet.hello", taskName: "greet" };

Deno.test("Worker puts off a step that no handler is known for, and another worker runs it", async () => {
  await using db = await TestDatabase.create();
  await using _ignorant = await startWorker(db, {
    templates: [greet.toTemplate()],
    resolvers: [{ name: "none", resolve: () => undefined }],
  });
  const taskUuid = await createTask(db.sql, { name: "greet" });
  await until(async () => {
    const [timer] = await db.sql`select t.kind from tasker.timers t`;
    return timer?.kind === "deferred";
  });
  assertEquals((await onlyStep(db.sql, taskUuid)).attempts, 0);
  await _ignorant.stop();

  await using _able = await startWorker(db, { tasks: [greet] });
  await untilTask(db.sql, taskUuid, "complete");
  assertEquals((await onlyStep(db.sql, taskUuid)).attempts, 1);
});

Deno.test("Worker leaves steps alone whose handlers it does not have", async () => {
  await using db = await TestDatabase.create();
  const other = defineTask({ namespace: "shop", name: "other", version: "1.0.0" }).step("run", () => "other");
  const started: string[] = [];
  await using _other = await startWorker(db, {
    tasks: [other],
    testSignals: { started: ({ stepName }) => started.push(stepName) },
  });
  await using _able = await startWorker(db, { tasks: [greet] });

  const first = await createTask(db.sql, { name: "greet" });
  const second = await createTask(db.sql, { name: "other" });
  await untilTask(db.sql, first, "complete");
  await untilTask(db.sql, second, "complete");
  assertEquals(started, ["run"]);
});

Deno.test("Worker asks its resolvers for handlers without a name, and only the one a template names", async () => {
  await using db = await TestDatabase.create();
  const asked: string[] = [];
  const template = (name: string, resolver?: string) => ({
    namespace: "shop",
    name,
    version: "1.0.0",
    steps: [{ name: "one", handler: { callable: `any.${name}`, ...(resolver ? { resolver } : {}) } }],
  });
  const resolver = (name: string) => ({
    name,
    resolve: (callable: string) => {
      asked.push(`${name} ${callable}`);
      return callable === "any.free" && name === "first" ? undefined : () => name;
    },
  });
  await using _worker = await startWorker(db, {
    templates: [template("free"), template("bound", "second")],
    resolvers: [resolver("first"), resolver("second")],
  });

  const free = await createTask(db.sql, { name: "free" });
  await untilTask(db.sql, free, "complete");
  const bound = await createTask(db.sql, { name: "bound" });
  await untilTask(db.sql, bound, "complete");

  assertEquals(asked, ["first any.free", "second any.free", "second any.bound"]);
  assertEquals((await onlyStep(db.sql, bound)).results, "second");
});

Deno.test("Worker serves every published namespace when it is given handlers only", async () => {
  await using db = await TestDatabase.create();
  await using publisher = await startWorker(db, { templates: [greet.toTemplate()] });
  await publisher.stop();
  await using worker = await startWorker(db, { handlers: { [greeting.callable]: () => "by name" } });

  assertEquals(worker.status().namespaces, ["shop"]);
  const taskUuid = await createTask(db.sql, { name: greeting.taskName });
  await untilTask(db.sql, taskUuid, "complete");
  assertEquals((await onlyStep(db.sql, taskUuid)).results, "by name");
});

Deno.test("Worker fails a step whose resolver throws", async () => {
  await using db = await TestDatabase.create();
  await using _worker = await startWorker(db, {
    templates: [{
      namespace: "shop",
      name: "throws",
      version: "1.0.0",
      steps: [{ name: "one", handler: { callable: "x" }, retry: { max_attempts: 1 } }],
    }],
    resolvers: [{
      name: "bad",
      resolve: () => {
        throw new Error("Module not found");
      },
    }],
  });
  const taskUuid = await createTask(db.sql, { name: "throws" });
  await untilTask(db.sql, taskUuid, "blocked_by_failures");
  assertEquals((await onlyStep(db.sql, taskUuid)).error?.message, "Module not found");
});

Deno.test("Worker refuses two handlers of one name, and what is no handler", () => {
  const database = { url: "postgres://127.0.0.1:1/none" };
  assertThrows(
    () => new Worker({ database, tasks: [greet], handlers: { [greeting.callable]: () => 1 } }),
    RangeError,
    greeting.callable,
  );
  assertThrows(() => new Worker({ database, handlers: { x: {} as never } }), TypeError, "process");
  assertThrows(
    () => new Worker({ database, config: { maxConcurrentSteps: 0 } }),
    RangeError,
    "maxConcurrentSteps",
  );
});
