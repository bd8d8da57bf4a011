import type { Sql } from "postgres";
import type { TaskView } from "../../core/wire.ts";
import { getStepTransitions } from "../calls/get_step_transitions.ts";
import { getTask } from "../calls/get_task.ts";
import { getTaskSteps } from "../calls/get_task_steps.ts";
import { getTaskTransitions } from "../calls/get_task_transitions.ts";

/** What may be shown with a task. */
export const INCLUDES = ["steps", "transitions"] as const;

/** A part that may be shown with a task. */
export type Include = (typeof INCLUDES)[number];

/**
 * Reads a task with its steps and the transitions of both, all as of one moment.
 *
 * @param sql Pool to read on.
 * @param taskUuid The task.
 * @param include What to show with it.
 * @throws {TaskerError} `TK101` when there is no such task.
 */
export async function readTask(sql: Sql, taskUuid: string, include: ReadonlySet<Include>): Promise<TaskView> {
  if (include.size === 0) return await getTask(sql, taskUuid);
  const [withSteps, withTransitions] = [include.has("steps"), include.has("transitions")];
  const parts = await sql.begin("isolation level repeatable read read only", (moment) =>
    Promise.all([
      getTask(moment, taskUuid),
      withSteps ? getTaskSteps(moment, taskUuid) : undefined,
      withTransitions ? getTaskTransitions(moment, taskUuid) : undefined,
      withSteps && withTransitions ? getStepTransitions(moment, taskUuid) : undefined,
    ]));
  const [task, steps, transitions, stepTransitions] = parts;
  const ofStep = Map.groupBy(stepTransitions ?? [], ({ stepUuid }) => stepUuid);
  return {
    ...task,
    ...(steps && {
      steps: stepTransitions === undefined
        ? steps
        : steps.map((step) => ({ ...step, transitions: ofStep.get(step.stepUuid) ?? [] })),
    }),
    ...(transitions && { transitions }),
  };
}
