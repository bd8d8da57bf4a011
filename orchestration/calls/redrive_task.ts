import type { Queryable } from "../../sql/connect.ts";
import { only } from "./call.ts";
import type { TaskOperation } from "./operate.ts";
import { readRows } from "./read_rows.ts";
import type { RedrivenTask } from "../../core/operation.ts";

export type { RedrivenTask };

/**
 * Drives a failed task again and closes its investigation: fresh attempts for the steps that failed, or, when the task
 * is over, a new one with the same input. Source: `sql/functions/dlq/redrive_task.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param operation Which task, who asks and why.
 * @throws {TaskerError} `TK101` no such task, `TK202` nothing of it failed, or it was redriven already.
 */
export async function redriveTask(sql: Queryable, operation: TaskOperation): Promise<RedrivenTask> {
  const { taskUuid, by, reason } = operation;
  return only(
    await readRows<RedrivenTask>(
      sql`select to_jsonb(r) as row from tasker_v1.redrive_task(${taskUuid}, ${by}, ${reason}) r`,
    ),
  );
}
