import type { TaskState } from "../../core/states.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/** How urgent a task is, and how many of its steps may run. */
export interface TaskReadyInfo {
  /** Namespace of its template. */
  readonly namespace: string;
  /** Name of its template. */
  readonly taskName: string;
  /** Its state. */
  readonly state: TaskState;
  /** Steps that may run now. */
  readonly readyStepsCount: number;
}

/**
 * Tells how urgent a task is and how many of its steps may run now, whatever its state.
 * Source: `sql/functions/readiness/get_task_ready_info.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param taskUuid The task.
 * @returns Undefined when there is no such task.
 */
export async function getTaskReadyInfo(sql: Queryable, taskUuid: string): Promise<TaskReadyInfo | undefined> {
  const [info] = await call(sql)<TaskReadyInfo>`
    select i.namespace_name as namespace, i.task_name as "taskName", i.current_state as state,
           i.ready_steps_count::float8 as "readyStepsCount"
      from tasker_v1.get_task_ready_info(${taskUuid}) i`;
  return info;
}
