import type { TaskState } from "../../core/states.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/** What a finalization came to. */
export interface FinalizedTask {
  /** What was done. */
  readonly action: "completed" | "blocked" | "moved" | "nothing";
  /** State of the task now. */
  readonly state: TaskState;
  /** Why, in words. */
  readonly reason: string;
}

/**
 * Judges a task as a whole and moves it to the state its steps call for. Idempotent; any number may try.
 * Source: `sql/functions/finalization/finalize_task_completion.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param taskUuid The task.
 * @throws {TaskerError} `TK101` when there is no such task.
 */
export async function finalizeTaskCompletion(sql: Queryable, taskUuid: string): Promise<FinalizedTask> {
  return only(
    await call(sql)<FinalizedTask>`
      select f.action, f.state, f.reason from tasker_v1.finalize_task_completion(${taskUuid}) f`,
  );
}
