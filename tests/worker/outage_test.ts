import { assertEquals } from "@std/assert";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { getStepTransitions } from "../../orchestration/calls/get_step_transitions.ts";
import { defineTask, Worker } from "../../worker/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { FaultyProxy } from "../_support/faulty_proxy.ts";
import { createTask, onlyStep, startWorker, untilTask } from "./_harness.ts";

const killWorkers = (db: TestDatabase) =>
  db.sql`
    select pg_terminate_backend(a.pid) from pg_stat_activity a
     where a.datname = current_database() and a.application_name like 'tasker\\_worker\\_%'`;

Deno.test("Worker loses no step when its connections are cut again and again", async () => {
  await using db = await TestDatabase.create();
  const task = defineTask({ namespace: "shop", name: "chain", version: "1.0.0" })
    .step("a", () => 1)
    .step("b", { dependsOn: ["a"] }, async () => await Promise.resolve(2))
    .step("c", { dependsOn: ["b"] }, () => 3);
  await using worker = await startWorker(db, { tasks: [task] });
  const created = await createTasks(
    db.sql,
    Array.from({ length: 500 }, (_, n) => ({ namespace: "shop", name: "chain", context: { n } })),
  );
  for (let i = 0; i < 5; i += 1) {
    const before = worker.status().succeededCount;
    await killWorkers(db);
    await until(() => worker.status().succeededCount > before || worker.status().succeededCount >= 1500);
  }
  await until(async () => {
    const [row] = await db.sql`select count(*)::int as count from tasker.tasks t where t.state <> 'complete'`;
    return row?.count === 0;
  });
  assertEquals(created.length, 500);
});

Deno.test("Worker hears of new steps again after its listening session was cut", async () => {
  await using db = await TestDatabase.create();
  const task = defineTask({ namespace: "shop", name: "one", version: "1.0.0" }).step("a", () => 1);
  await using worker = await startWorker(db, { tasks: [task], config: { pollIntervalMs: 60_000 } });
  const session = async () => {
    const [row] = await db.sql`
      select a.pid from pg_stat_activity a
       where a.datname = current_database() and a.application_name = 'tasker_worker_listen'`;
    return row?.pid as number | undefined;
  };
  const before = await session();
  await killWorkers(db);
  await until(async () => ![undefined, before].includes(await session()), { what: "another session" });
  await until(() => worker.status().isListening);
  const taskUuid = await createTask(db.sql, { name: "one" });
  await untilTask(db.sql, taskUuid, "complete");
});

Deno.test("Worker hands back a step whose claim was answered into a cut connection", async () => {
  await using db = await TestDatabase.create();
  const task = defineTask({ namespace: "shop", name: "one", version: "1.0.0" }).step(
    "a",
    ({ attempt }) => attempt,
  );
  await using proxy = new FaultyProxy(db.url);
  await using worker = new Worker({ database: { url: proxy.url }, tasks: [task] });
  await worker.start();
  const cut = proxy.cutReplyWith("shop.one.a");
  const taskUuid = await createTask(db.sql, { name: "one" });
  await cut;
  await untilTask(db.sql, taskUuid, "complete");

  assertEquals((await onlyStep(db.sql, taskUuid)).results, 1);
  const transitions = await getStepTransitions(db.sql, taskUuid);
  assertEquals(transitions.map(({ toState }) => toState), [
    "pending",
    "enqueued",
    "in_progress",
    "enqueued",
    "in_progress",
    "complete",
  ]);
});
