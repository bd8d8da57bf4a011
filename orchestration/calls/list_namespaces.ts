import type { Queryable } from "../../sql/connect.ts";
import { readRows } from "./read_rows.ts";
import type { NamespaceView } from "../../core/template_view.ts";

export type { NamespaceView };

/**
 * Lists the namespaces. Source: `sql/functions/templates/list_namespaces.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @returns By name.
 */
export function listNamespaces(sql: Queryable): Promise<NamespaceView[]> {
  return readRows(sql`select to_jsonb(r) as row from tasker_v1.list_namespaces() r`);
}
