import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/**
 * Tells which steps that messages announced nobody can claim now, because they run, are over, or gone.
 * Source: `sql/functions/steps/list_spent_announcements.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param stepUuids Steps named by messages.
 */
export async function listSpentAnnouncements(
  sql: Queryable,
  stepUuids: readonly string[],
): Promise<string[]> {
  const rows = await call(sql)<{ step_uuid: string }>`
    select l.step_uuid from tasker_v1.list_spent_announcements(${stepUuids as string[]}::uuid[]) l (step_uuid)`;
  return rows.map(({ step_uuid }) => step_uuid);
}
