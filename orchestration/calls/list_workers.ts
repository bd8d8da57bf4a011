import type { Queryable } from "../../sql/connect.ts";
import { readRows } from "./read_rows.ts";
import type { WorkerView } from "../../core/worker_view.ts";

export type { WorkerView };

/**
 * Lists the workers that ever registered. Source: `sql/functions/reading/list_workers.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @returns The last heard of first.
 */
export function listWorkers(sql: Queryable): Promise<WorkerView[]> {
  return readRows(sql`select to_jsonb(r) as row from tasker_v1.list_workers() r`);
}
