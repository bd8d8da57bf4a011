import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { getTaskSteps } from "../../orchestration/calls/get_task_steps.ts";
import type { Sql } from "postgres";
import { SHAPES } from "../shapes/mod.ts";
import { waitForTasks } from "./wait_for_tasks.ts";

/** How one shape ran. */
export interface ShapeRun {
  /** Name of the shape. */
  readonly name: string;
  /** What it was given. */
  readonly evenNumber: number;
  /** What its last step must give. */
  readonly expected: string;
  /** What it gave; undefined when it did not run. */
  readonly result: string | undefined;
}

/**
 * Runs each shape once; workers must be running.
 *
 * @param sql Pool to create tasks on.
 * @param evenNumber What each is given.
 * @param signal Stops the wait.
 * @returns What came of each.
 */
export async function runShapes(sql: Sql, evenNumber: number, signal: AbortSignal): Promise<ShapeRun[]> {
  const correlationId = crypto.randomUUID();
  const created = await createTasks(
    sql,
    SHAPES.map(({ task }) => ({
      namespace: task.namespace,
      name: task.name,
      context: { even_number: evenNumber },
      correlationId,
    })),
  );
  const taskUuids = created.map(({ taskUuid }) => taskUuid);
  await waitForTasks(sql, correlationId, taskUuids, { signal });
  return await Promise.all(SHAPES.map(async ({ task: { name }, lastStep, expected }, index) => {
    const steps = await getTaskSteps(sql, taskUuids[index] as string);
    const result = steps.find((step) => step.name === lastStep)?.results;
    return {
      name,
      evenNumber,
      expected: expected(evenNumber),
      result: typeof result === "string" ? result : undefined,
    };
  }));
}
