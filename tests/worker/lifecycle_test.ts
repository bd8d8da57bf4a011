import { assertEquals, assertRejects } from "@std/assert";
import { listWorkers } from "../../orchestration/calls/list_workers.ts";
import { defineTask, TaskerError, Worker } from "../../worker/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { freePort } from "../_support/ports.ts";
import { until } from "../_support/waiting.ts";
import { createTask, onlyStep, startWorker, untilTask } from "./_harness.ts";

const shop = (name: string) => defineTask({ namespace: "shop", name, version: "1.0.0" });

Deno.test("start() and stop() may be called twice and out of order", async () => {
  await using db = await TestDatabase.create();
  const worker = new Worker({ database: { url: db.url }, tasks: [shop("a").step("one", () => 1)] });
  assertEquals(worker.status().state, "stopped");
  await worker.stop();
  await Promise.all([worker.start(), worker.start()]);
  assertEquals(worker.status().state, "running");
  const first = worker.status().uuid;
  await Promise.all([worker.stop(), worker.stop(), worker.start()]);
  assertEquals(worker.status().state, "running");
  assertEquals(worker.status().uuid === first, false);

  const taskUuid = await createTask(db.sql, { name: "a" });
  await untilTask(db.sql, taskUuid, "complete");
  await worker.stop();
  await worker.stop();
  assertEquals(worker.status().state, "stopped");
  assertEquals((await listWorkers(db.sql)).map(({ state }) => state), ["stopped", "stopped"]);
});

Deno.test("a worker that tries whether it hears wakes nobody else", async () => {
  await using db = await TestDatabase.create();
  const heard: string[] = [];
  const other = db.connect();
  await other.listen("tasker_ready", (payload) => heard.push(payload));
  await using _worker = await startWorker(db, { tasks: [shop("a").step("one", () => 1)] });
  await db.sql`select pg_notify('tasker_ready', 'last')`;
  await until(() => heard.includes("last"));
  assertEquals(heard, ["last"]);
});

Deno.test("start() throws when the database is away, and can be called again", async () => {
  const port = freePort();
  const worker = new Worker({ database: { url: `postgres://u@127.0.0.1:${port}/x` }, namespaces: ["shop"] });
  const error = await assertRejects(() => worker.start(), TaskerError);
  assertEquals(error.code, "TK503");
  await assertRejects(() => worker.start(), TaskerError);
  assertEquals(worker.status().state, "stopped");
});

Deno.test("stop() reaches a worker that was started again while its first start was about to fail", async () => {
  await using db = await TestDatabase.create();
  let starts = 0;
  const worker = new Worker({
    database: { url: db.url },
    namespaces: ["shop"],
    get templates() {
      if (starts++ === 0) throw new Error("not yet");
      return [];
    },
  });
  const first = worker.start();
  const stopped = worker.stop();
  const second = worker.start();
  await assertRejects(() => first, Error, "not yet");
  await Promise.all([stopped, second]);
  assertEquals(worker.status().state, "running");
  await worker.stop();
  assertEquals(worker.status().state, "stopped");
});

Deno.test("stop() lets running handlers end, records their results and hands back the rest", async () => {
  await using db = await TestDatabase.create();
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const task = shop("long").step("one", async ({ signal }) => {
    started.resolve();
    await finish.promise;
    return { aborted: signal.aborted };
  });
  const config = { maxConcurrentSteps: 1, bufferSize: 3 };
  const worker = await startWorker(db, { tasks: [task], config });
  const taskUuids: string[] = [];
  for (let i = 0; i < 3; i += 1) taskUuids.push(await createTask(db.sql, { name: "long" }));
  await started.promise;
  await until(() => worker.status().waiting === 2);

  const stopped = worker.stop();
  await until(async () => (await onlyStep(db.sql, taskUuids[2] ?? "")).currentState === "enqueued");
  finish.resolve();
  await stopped;

  const steps = await Promise.all(taskUuids.map((taskUuid) => onlyStep(db.sql, taskUuid)));
  assertEquals(steps.map(({ currentState }) => currentState), ["complete", "enqueued", "enqueued"]);
  assertEquals(steps.map(({ attempts }) => attempts), [1, 0, 0]);
  assertEquals(steps[0]?.results, { aborted: false });
});

Deno.test("stop() aborts handlers that take longer than the grace, and their steps run elsewhere", async () => {
  await using db = await TestDatabase.create();
  const started = Promise.withResolvers<void>();
  const reason = Promise.withResolvers<string>();
  let runs = 0;
  const task = shop("stubborn").step("one", ({ signal }) => {
    runs += 1;
    if (runs > 1) return runs;
    started.resolve();
    signal.addEventListener("abort", () => reason.resolve(String(signal.reason)));
    return new Promise<number>(() => {});
  });
  const worker = await startWorker(db, { tasks: [task] });
  const taskUuid = await createTask(db.sql, { name: "stubborn" });
  await started.promise;
  await worker.stop({ graceMs: 0 });

  assertEquals(await reason.promise, "AbortError: The attempt was given up: worker stopping");
  const step = await onlyStep(db.sql, taskUuid);
  assertEquals([step.currentState, step.attempts], ["enqueued", 0]);
  await using _other = await startWorker(db, { tasks: [task] });
  await untilTask(db.sql, taskUuid, "complete");
});

Deno.test("two workers share the steps, and each is run once", async () => {
  await using db = await TestDatabase.create();
  const runs = new Map<string, number>();
  const share = [0, 0];
  const work = (who: number) =>
    shop("shared").step("one", async ({ taskUuid }) => {
      runs.set(taskUuid, (runs.get(taskUuid) ?? 0) + 1);
      share[who] = (share[who] ?? 0) + 1;
      await until(() => share.every((count) => count > 0));
    });
  const config = { maxConcurrentSteps: 2, bufferSize: 4 };
  await using _first = await startWorker(db, { tasks: [work(0)], config });
  await using _second = await startWorker(db, { tasks: [work(1)], config });
  const taskUuids: string[] = [];
  for (let i = 0; i < 40; i += 1) taskUuids.push(await createTask(db.sql, { name: "shared" }));
  for (const taskUuid of taskUuids) await untilTask(db.sql, taskUuid, "complete");

  assertEquals([...runs.values()], taskUuids.map(() => 1));
});
