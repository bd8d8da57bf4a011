import type { Queryable } from "../../sql/connect.ts";
import { readRows } from "./read_rows.ts";
import type { ListedTemplate } from "../../core/template_view.ts";

export type { ListedTemplate };

/**
 * Lists the published templates, every version. Source: `sql/functions/templates/list_templates.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param namespace Of one namespace only.
 * @returns By namespace and name, the highest version first.
 */
export function listTemplates(sql: Queryable, namespace?: string): Promise<ListedTemplate[]> {
  return readRows(
    sql`select to_jsonb(r) as row from tasker_v1.list_templates(${namespace ?? null}::text) r`,
  );
}
