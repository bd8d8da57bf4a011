import { loadConfig } from "../../config/mod.ts";
import { Orchestrator } from "../../orchestration/mod.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { getTask } from "../../orchestration/calls/get_task.ts";
import { getTaskSteps } from "../../orchestration/calls/get_task_steps.ts";
import type { TaskRequest } from "../../core/wire.ts";
import { Worker, type WorkerOptions } from "../../worker/mod.ts";
import type { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";

/** How a task ended. */
export interface Ended {
  /** Its state. */
  readonly status: string;
  /** What each step gave. */
  readonly results: Readonly<Record<string, unknown>>;
  /** Error code of the step that failed. */
  readonly reason: string | undefined;
}

/** Runs a task with a worker and an orchestrator of its own, until it is complete or blocked. */
export async function runTask(
  db: TestDatabase,
  options: Omit<WorkerOptions, "database">,
  request: TaskRequest,
): Promise<Ended> {
  const config = await loadConfig({ environment: "test" });
  await using orchestrator = new Orchestrator({ ...config, url: db.url });
  await orchestrator.start();
  await using worker = new Worker({ database: { url: db.url }, ...options });
  await worker.start();
  const [created] = await createTasks(db.sql, [request]);
  const taskUuid = created?.taskUuid as string;
  const status = await until(async () => {
    const { status } = await getTask(db.sql, taskUuid);
    return ["complete", "blocked_by_failures"].includes(status) && status;
  }, { what: `task ${taskUuid} to end` });
  const steps = await getTaskSteps(db.sql, taskUuid);
  return {
    status,
    results: Object.fromEntries(steps.map(({ name, results }) => [name, results])),
    reason: steps.find(({ error }) => error !== null)?.error?.errorCode,
  };
}
