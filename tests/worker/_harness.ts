import type { Sql } from "postgres";
import type { TaskState } from "../../core/states.ts";
import type { StepView, TaskRequest } from "../../core/wire.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { getTaskSteps } from "../../orchestration/calls/get_task_steps.ts";
import { wakeTimers } from "../../orchestration/calls/wake_timers.ts";
import { Worker, type WorkerOptions } from "../../worker/mod.ts";
import type { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";

/** A step as the database shows it, with the error it ended with. */
export interface ShownStep extends StepView {
  readonly error?: {
    readonly message: string;
    readonly errorType: string;
    readonly errorCode?: string;
    readonly retryable?: boolean;
    readonly backtrace?: readonly string[];
  } | null;
}

/** A started worker on a test's database; it is stopped with the test. */
export async function startWorker(
  db: TestDatabase,
  options: Omit<WorkerOptions, "database">,
): Promise<Worker> {
  const worker = new Worker({ database: { url: db.url }, ...options });
  await worker.start();
  return worker;
}

/** Creates one task and gives its uuid. */
export async function createTask(
  sql: Sql,
  request: Partial<TaskRequest<unknown>> & { readonly name: string },
): Promise<string> {
  const [created] = await createTasks(sql, [{ namespace: "shop", context: {}, ...request }]);
  if (created === undefined) throw new Error("No task was created");
  return created.taskUuid;
}

/** State of a task. */
export async function stateOf(sql: Sql, taskUuid: string): Promise<TaskState> {
  const [row] = await sql`select t.status from tasker_v1.get_task(${taskUuid}) t`;
  return row?.status;
}

/** Waits until a task is in a state; what waits for time is woken meanwhile, as an orchestrator would. */
export async function untilTask(sql: Sql, taskUuid: string, state: TaskState): Promise<void> {
  await until(async () => {
    await wakeTimers(sql, 1000);
    return await stateOf(sql, taskUuid) === state;
  }, { what: `task ${taskUuid} to be ${state}` });
}

/** The steps of a task by name. */
export async function stepsOf(sql: Sql, taskUuid: string): Promise<Record<string, ShownStep>> {
  const steps = await getTaskSteps(sql, taskUuid) as ShownStep[];
  return Object.fromEntries(steps.map((step) => [step.name, step]));
}

/** The step of a task that has one step. */
export async function onlyStep(sql: Sql, taskUuid: string): Promise<ShownStep> {
  const [step] = await getTaskSteps(sql, taskUuid) as ShownStep[];
  if (step === undefined) throw new Error(`Task ${taskUuid} has no step`);
  return step;
}
