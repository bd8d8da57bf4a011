import type { Queryable } from "../../sql/connect.ts";
import { readRows } from "./read_rows.ts";

/** A namespace, and how much is published in it. */
export interface NamespaceView {
  /** Its name. */
  readonly name: string;
  /** For people. */
  readonly description: string | null;
  /** How many templates, versions not counted. */
  readonly templatesCount: number;
  /** How many handlers their steps name. */
  readonly handlersCount: number;
  /** When it was first used. */
  readonly createdAt: string;
}

/**
 * Lists the namespaces. Source: `sql/functions/templates/list_namespaces.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @returns By name.
 */
export function listNamespaces(sql: Queryable): Promise<NamespaceView[]> {
  return readRows(sql`select to_jsonb(r) as row from tasker_v1.list_namespaces() r`);
}
