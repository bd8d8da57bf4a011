import { assertEquals } from "@std/assert";
import { recoverExpiredLeases } from "../../orchestration/calls/recover_expired_leases.ts";
import { defineTask } from "../../worker/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { createTask, onlyStep, startWorker, untilTask } from "./_harness.ts";

Deno.test("a step of a killed worker runs again after its lease", async () => {
  await using db = await TestDatabase.create();
  const task = defineTask({ namespace: "shop", name: "fatal", version: "1.0.0" }).step(
    "one",
    () => "survived",
  );
  await using publisher = await startWorker(db, { templates: [task.toTemplate()] });
  await publisher.stop();
  const dying = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("./_dying_worker.ts", import.meta.url).pathname, db.url],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const taskUuid = await createTask(db.sql, { name: "fatal" });
  const output = dying.stdout.getReader();
  await output.read();
  dying.kill("SIGKILL");
  await Promise.all([dying.status, output.cancel()]);

  await using _worker = await startWorker(db, { tasks: [task] });
  await until(async () => (await recoverExpiredLeases(db.sql, { limit: 100 })).requeued === 1);
  await untilTask(db.sql, taskUuid, "complete");
  const step = await onlyStep(db.sql, taskUuid);
  assertEquals([step.attempts, step.results], [2, "survived"]);
});

Deno.test("a late result of an attempt that lost its lease is ignored", async () => {
  await using db = await TestDatabase.create();
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const flushed = Promise.withResolvers<void>();
  const task = (value: string, wait: Promise<void>) =>
    defineTask({ namespace: "shop", name: "contested", version: "1.0.0" }).step("one", async () => {
      started.resolve();
      await wait;
      return value;
    });
  await using _slow = await startWorker(db, {
    tasks: [task("late", finish.promise)],
    config: { maxConcurrentSteps: 1, bufferSize: 1 },
    testSignals: { flushed: () => flushed.resolve() },
  });
  const taskUuid = await createTask(db.sql, { name: "contested" });
  await started.promise;

  const future = await db.at(new Date(Date.now() + 3_600_000).toISOString());
  assertEquals((await recoverExpiredLeases(future, { limit: 100 })).requeued, 1);
  await using _quick = await startWorker(db, { tasks: [task("in time", Promise.resolve())] });
  await untilTask(db.sql, taskUuid, "complete");
  finish.resolve();
  await flushed.promise;

  const step = await onlyStep(db.sql, taskUuid);
  assertEquals([step.attempts, step.results], [2, "in time"]);
});

Deno.test("a worker that cannot renew its leases aborts what it runs", async () => {
  await using db = await TestDatabase.create();
  const started = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<string>();
  let runs = 0;
  const task = defineTask({ namespace: "shop", name: "frozen", version: "1.0.0" })
    .step("one", async ({ signal }) => {
      runs += 1;
      if (runs > 1) return "again";
      started.resolve();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      aborted.resolve(String(signal.reason));
      return "late";
    });
  await using worker = await startWorker(db, {
    tasks: [task],
    config: { leaseSeconds: 1, heartbeatSeconds: 0.2 },
  });
  const taskUuid = await createTask(db.sql, { name: "frozen" });
  await started.promise;
  const blocker = db.connect();
  await blocker.begin(async (tx) => {
    await tx`select from tasker.workers w where w.worker_uuid = ${worker.status().uuid} for update`;
    assertEquals(await aborted.promise, "AbortError: The attempt was given up: lease lost");
  });

  await untilTask(db.sql, taskUuid, "complete");
  assertEquals((await onlyStep(db.sql, taskUuid)).results, "again");
});
