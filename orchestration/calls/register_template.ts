import type { Template } from "../../core/template.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";
import type { RegisteredTemplate } from "../../core/template_view.ts";

export type { RegisteredTemplate };

/**
 * Publishes a template. The same version with the same graph changes nothing.
 * Source: `sql/functions/templates/register_template.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param template The template; see `TaskDefinition.toTemplate()`.
 * @returns Its uuid, and whether it is new.
 * @throws {TaskerError} `TK002` with all faults, schema keywords that are not supported among them; `TK201` with
 * the differences when the version was published with another graph.
 */
export async function registerTemplate(sql: Queryable, template: Template): Promise<RegisteredTemplate> {
  return only(
    await call(sql)<RegisteredTemplate>`
    select r.named_task_uuid as "namedTaskUuid", r.namespace, r.name, r.version, r.created
      from tasker_v1.register_template(${JSON.stringify(template)}::text::jsonb) r`,
  );
}
