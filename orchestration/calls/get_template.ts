import type { Queryable } from "../../sql/connect.ts";
import { only } from "./call.ts";
import { readRows } from "./read_rows.ts";
import type { TemplateName, TemplateView } from "../../core/template_view.ts";

export type { TemplateName, TemplateView };

/**
 * Tells everything about one version of a template. Source: `sql/functions/templates/get_template.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param template Which one.
 * @throws {TaskerError} `TK103` when there is no such namespace, template or version.
 */
export async function getTemplate(sql: Queryable, template: TemplateName): Promise<TemplateView> {
  const { namespace, name, version } = template;
  const rows = await readRows<TemplateView>(
    sql`select to_jsonb(r) as row from tasker_v1.get_template(${namespace}, ${name}, ${version ?? null}) r`,
  );
  return only(rows);
}
