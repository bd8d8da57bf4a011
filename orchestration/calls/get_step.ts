import type { StepView } from "../../core/wire.ts";
import type { Queryable } from "../../sql/connect.ts";
import { only } from "./call.ts";
import { readRows } from "./read_rows.ts";

/**
 * Tells everything about a step but its transitions. Source: `sql/functions/reading/get_step.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param taskUuid The task it belongs to; null for any.
 * @param stepUuid The step.
 * @returns The step.
 * @throws {TaskerError} `TK101` no such task, `TK102` no such step, or it belongs to another task.
 */
export async function getStep(
  sql: Queryable,
  taskUuid: string | null,
  stepUuid: string,
): Promise<StepView> {
  const rows = await readRows<StepView>(
    sql`select to_jsonb(r) as row from tasker_v1.get_step(${taskUuid}::uuid, ${stepUuid}) r`,
  );
  return only(rows);
}
