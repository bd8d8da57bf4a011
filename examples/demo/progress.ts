import { call } from "../../orchestration/calls/call.ts";
import { listTasks } from "../../orchestration/calls/list_tasks.ts";
import type { StepState, TaskState } from "../../core/states.ts";
import type { Sql } from "postgres";

/** How many tasks have come to this step, and how far. */
export interface StepProgress {
  /** Name of the step. */
  readonly name: string;
  /** How many are in each state; a state without any is absent. */
  readonly counts: Readonly<Partial<Record<StepState, number>>>;
}

/** How far a set of tasks has come. */
export interface Progress {
  /** Seconds since the tasks were created. */
  readonly seconds: number;
  /** How many there are. */
  readonly total: number;
  /** How many are complete. */
  readonly completed: number;
  /** How many stopped because a step failed for good. */
  readonly failed: number;
  /** Their steps, in topological order; empty when they were not asked for. */
  readonly steps: readonly StepProgress[];
}

/** States in which a task has failed; from `blocked_by_failures` an operator may drive it on. */
export const FAILED: readonly TaskState[] = ["blocked_by_failures", "error"];

/** Counts the tasks that one request set off, by state. */
export async function countTasks(
  sql: Sql,
  correlationId: string,
  status: TaskState | readonly TaskState[],
): Promise<number> {
  const [task] = await listTasks(sql, { correlationId, status, limit: 1, withTotal: true });
  return task?.totalCount ?? 0;
}

/** Counts the steps of tasks, by name and state. */
export async function countSteps(sql: Sql, taskUuids: readonly string[]): Promise<StepProgress[]> {
  const rows = await call(sql)<{ name: string; state: StepState; count: number }>`
    select s.name, s.current_state as state, count(*)::integer as count
      from tasker_v1.get_step_readiness_status_batch(${[...taskUuids]}::uuid[]) s
     group by s.name, s.current_state
     order by min(right(s.workflow_step_uuid::text, 4)), s.name`;
  return [...Map.groupBy(rows, ({ name }) => name)].map(([name, states]) => ({
    name,
    counts: Object.fromEntries(states.map(({ state, count }) => [state, count])),
  }));
}
