import type { TaskState } from "../../core/states.ts";
import { getTaskSteps } from "../../orchestration/calls/get_task_steps.ts";
import { listTasks } from "../../orchestration/calls/list_tasks.ts";
import type { Sql } from "postgres";
import { FAILED } from "./progress.ts";

/** How a set of tasks ended. */
export interface Outcomes {
  /** Those that are complete. */
  readonly completed: ReadonlySet<string>;
  /** Those that failed, and the error code of the step that did. */
  readonly failed: ReadonlyMap<string, string>;
}

/** Reason of a task whose failed step gave no error code. */
export const NO_REASON = "no stated reason";

/**
 * Reads how tasks ended.
 *
 * @param sql Pool to ask on.
 * @param correlationId What they have in common.
 * @returns Task uuids, by outcome.
 */
export async function readOutcomes(sql: Sql, correlationId: string): Promise<Outcomes> {
  const completed = new Set<string>();
  for await (const taskUuid of tasksIn(sql, correlationId, ["complete"])) completed.add(taskUuid);
  const failed = new Map<string, string>();
  for await (const taskUuid of tasksIn(sql, correlationId, FAILED)) {
    failed.set(taskUuid, await reasonOf(sql, taskUuid));
  }
  return { completed, failed };
}

async function* tasksIn(
  sql: Sql,
  correlationId: string,
  status: readonly TaskState[],
): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const page = await listTasks(sql, { correlationId, status, limit: 100, cursor });
    for (const { taskUuid } of page) yield taskUuid;
    cursor = page.at(-1)?.taskUuid;
  } while (cursor !== undefined);
}

async function reasonOf(sql: Sql, taskUuid: string): Promise<string> {
  const failed = (await getTaskSteps(sql, taskUuid)).find(({ currentState }) => currentState === "error");
  return failed?.error?.errorCode ?? NO_REASON;
}
