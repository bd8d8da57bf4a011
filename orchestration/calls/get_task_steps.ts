import type { StepView } from "../../core/wire.ts";
import type { Queryable } from "../../sql/connect.ts";
import { readRows } from "./read_rows.ts";

/**
 * Lists the steps of a task with their results. Source: `sql/functions/reading/get_task_steps.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param taskUuid The task.
 * @returns One entry a step, in topological order.
 * @throws {TaskerError} `TK101` when there is no such task.
 */
export function getTaskSteps(sql: Queryable, taskUuid: string): Promise<StepView[]> {
  return readRows(sql`select to_jsonb(r) as row from tasker_v1.get_task_steps(${taskUuid}) r`);
}
