import { assertEquals } from "@std/assert";
import { cancelTasks } from "../../orchestration/calls/cancel_tasks.ts";
import { claimSteps } from "../../orchestration/calls/claim_steps.ts";
import { Works } from "../../orchestration/calls/works.ts";
import { deleteMessages } from "../../orchestration/calls/delete_messages.ts";
import { processStepResults } from "../../orchestration/calls/process_step_results.ts";
import { readMessages } from "../../orchestration/calls/read_messages.ts";
import { registerWorker } from "../../orchestration/calls/register_worker.ts";
import { defineTask, Worker } from "../../worker/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { createTask, startWorker, stateOf, stepsOf, untilTask } from "./_harness.ts";

const chain = defineTask({ namespace: "shop", name: "chain", version: "1.0.0" })
  .step("a", () => 1)
  .step("b", { dependsOn: ["a"] }, ({ results }) => results.a + 1)
  .step("c", { dependsOn: ["b"] }, ({ results }) => results.b + 1);

Deno.test("Worker parks results for an orchestrator with completion queued", async () => {
  await using db = await TestDatabase.create();
  await using _worker = await startWorker(db, { tasks: [chain], config: { completion: "queued" } });
  const taskUuid = await createTask(db.sql, { name: "chain" });

  const queue = "orchestration_step_results";
  let parked = 0;
  await until(async () => {
    const messages = await readMessages(db.sql, { queue, visibilityTimeoutSeconds: 30, limit: 10 });
    if (messages.length > 0) {
      parked += messages.length;
      await processStepResults(db.sql, messages.map(({ body }) => (body as { step_uuid: string }).step_uuid));
      await deleteMessages(db.sql, queue, messages.map(({ id }) => id));
    }
    return await stateOf(db.sql, taskUuid) === "complete";
  });
  assertEquals([parked, (await stepsOf(db.sql, taskUuid)).c?.results], [3, 3]);
});

Deno.test("Worker claims what messages announce with transport pgmq", async () => {
  await using db = await TestDatabase.create();
  await db.sql`update tasker.settings set transport = 'pgmq'`;
  await using _worker = await startWorker(db, {
    tasks: [chain],
    transport: "pgmq",
    config: { pollIntervalMs: 60_000 },
  });
  const taskUuids: string[] = [];
  for (let i = 0; i < 10; i += 1) taskUuids.push(await createTask(db.sql, { name: "chain" }));
  for (const taskUuid of taskUuids) await untilTask(db.sql, taskUuid, "complete");
  await until(async () => {
    const [row] = await db.sql`select count(*)::int as count from pgmq.q_worker_shop_queue`;
    return row?.count === 0;
  });
});

Deno.test("Worker with transport pgmq drops messages at once whose steps nobody can claim any more", async () => {
  await using db = await TestDatabase.create();
  await db.sql`update tasker.settings set transport = 'pgmq'`;
  await using publisher = await startWorker(db, { templates: [chain.toTemplate()] });
  await publisher.stop();
  const cancelled = await createTask(db.sql, { name: "chain" });
  await cancelTasks(db.sql, [cancelled], "not needed");
  const running = await createTask(db.sql, { name: "chain" });
  const other = crypto.randomUUID();
  await registerWorker(db.sql, { workerUuid: other, namespaces: ["shop"], handlers: null, info: {} });
  const works = new Works();
  await claimSteps(db.sql, { workerUuid: other, namespaces: ["shop"], limit: 1, leaseSeconds: 60, works });

  await using _worker = await startWorker(db, { tasks: [chain], transport: "pgmq" });

  await until(async () => {
    const [row] = await db.sql`select count(*)::int as count from pgmq.q_worker_shop_queue`;
    return row?.count === 0;
  });
  assertEquals((await stepsOf(db.sql, running)).a?.currentState, "in_progress");
});

Deno.test("Worker with transport pgmq runs steps that were announced before it came, in another way", async () => {
  await using db = await TestDatabase.create();
  await using publisher = await startWorker(db, { templates: [chain.toTemplate()] });
  await publisher.stop();
  const taskUuid = await createTask(db.sql, { name: "chain" });
  await using _worker = await startWorker(db, { tasks: [chain], transport: "pgmq" });
  await untilTask(db.sql, taskUuid, "complete");
});

Deno.test("Worker listens at an address of its own, when it is given one", async () => {
  await using db = await TestDatabase.create();
  let idle = 0;
  await using worker = new Worker({
    database: { url: db.url, listenUrl: `${db.url}?application_name=direct` },
    tasks: [chain],
    config: { pollIntervalMs: 60_000 },
    testSignals: { idle: () => idle += 1 },
  });
  await worker.start();
  await until(() => idle >= 5);
  const sessions = await db.sql`
    select a.application_name from pg_stat_activity a
     where a.datname = current_database() and a.application_name in ('direct', 'tasker_worker_listen')`;
  assertEquals(sessions.map(({ application_name }) => application_name), ["direct"]);
  await untilTask(db.sql, await createTask(db.sql, { name: "chain" }), "complete");
});

Deno.test("Worker is idle until a notification comes", async () => {
  await using db = await TestDatabase.create();
  let idle = 0;
  await using worker = await startWorker(db, {
    tasks: [chain],
    config: { pollIntervalMs: 60_000 },
    testSignals: { idle: () => idle += 1 },
  });
  await until(() => idle >= 5);
  const taskUuid = await createTask(db.sql, { name: "chain" });
  await untilTask(db.sql, taskUuid, "complete");
  assertEquals(worker.status().claimedCount, 3);
  assertEquals(worker.status().isListening, true);
});
