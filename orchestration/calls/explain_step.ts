import type { Queryable } from "../../sql/connect.ts";
import type { Reason } from "./explain.ts";
import { readRows } from "./read_rows.ts";

/**
 * Explains why a step does not run, or who runs it. Source: `sql/functions/explaining/explain_step.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param stepUuid The step.
 * @returns One entry a reason; none when the step is over.
 * @throws {TaskerError} `TK102` when there is no such step.
 */
export function explainStep(sql: Queryable, stepUuid: string): Promise<Reason[]> {
  return readRows(sql`select to_jsonb(r) as row from tasker_v1.explain_step(${stepUuid}) r`);
}
