import { assertEquals } from "@std/assert";
import { cancelTasks } from "../../orchestration/calls/cancel_tasks.ts";
import { defineTask } from "../../worker/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { createTask, onlyStep, startWorker, stateOf } from "./_harness.ts";

Deno.test("cancelling a task aborts its running handler at once and frees the slot", async () => {
  await using db = await TestDatabase.create();
  const started = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<string>();
  const task = defineTask({ namespace: "shop", name: "endless", version: "1.0.0" })
    .step("wait", async ({ signal }) => {
      started.resolve();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      aborted.resolve(String(signal.reason));
      return "late";
    });
  await using worker = await startWorker(db, { tasks: [task], config: { leaseSeconds: 3600 } });
  const taskUuid = await createTask(db.sql, { name: "endless" });
  await started.promise;
  await cancelTasks(db.sql, [taskUuid], "not needed");

  assertEquals(await aborted.promise, "AbortError: The attempt was given up: cancelled");
  await until(() => worker.status().running === 0);
  assertEquals(await stateOf(db.sql, taskUuid), "cancelled");
  const step = await onlyStep(db.sql, taskUuid);
  assertEquals([step.currentState, step.results], ["cancelled", null]);
});

Deno.test("cancelling a task takes a step that has not started out of the buffer", async () => {
  await using db = await TestDatabase.create();
  const finish = Promise.withResolvers<void>();
  const runs: string[] = [];
  const task = defineTask({ namespace: "shop", name: "queue", version: "1.0.0" })
    .step("wait", async ({ taskUuid }) => {
      runs.push(taskUuid);
      await finish.promise;
    });
  const config = { maxConcurrentSteps: 1, bufferSize: 2 };
  await using worker = await startWorker(db, { tasks: [task], config });
  const first = await createTask(db.sql, { name: "queue" });
  const second = await createTask(db.sql, { name: "queue" });
  await until(() => worker.status().waiting === 1);
  await cancelTasks(db.sql, [second]);
  await until(() => worker.status().waiting === 0);
  finish.resolve();
  await until(async () => await stateOf(db.sql, first) === "complete");

  assertEquals(runs, [first]);
});
