import type { Sql } from "postgres";
import type { Template } from "../core/template.ts";
import { type RegisteredTemplate, registerTemplate } from "../orchestration/calls/register_template.ts";

/**
 * Publishes templates in one transaction. Those that are there already, with the same graph, stay as they are.
 *
 * @param sql Pool to publish on.
 * @param templates The templates.
 * @returns One entry a template, in order.
 * @throws {TaskerError} `TK002` for a template that is not valid, `TK201` for a version that was published
 * with another graph; nothing is published then.
 */
export async function publishTemplates(
  sql: Sql,
  templates: readonly Template[],
): Promise<RegisteredTemplate[]> {
  const published: RegisteredTemplate[] = [];
  await sql.begin(async (tx) => {
    for (const template of templates) published.push(await registerTemplate(tx, template));
  });
  return published;
}
