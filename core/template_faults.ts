import type { Fault } from "./fault.ts";
import { fieldFaults } from "./field_faults.ts";
import { unstorablePath } from "./storable.ts";
import { TEMPLATE_FIELDS } from "./template_fields.ts";
import { templateGraphFaults } from "./template_graph_faults.ts";

/**
 * Finds everything that is wrong with a template, all at once: unknown, missing and malformed fields,
 * steps of the same name, unknown dependencies, cycles. The database checks the same when a template is
 * registered, and regular expressions besides. Source: `sql/functions/templates/template_faults.sql`.
 *
 * @param template Any value that ought to be a template.
 * @returns The faults, none when it can be registered.
 */
export function templateFaults(template: unknown): Fault[] {
  return [
    ...fieldFaults(template, "template", TEMPLATE_FIELDS, ""),
    ...templateGraphFaults(template),
    ...storageFaults(template),
  ];
}

function storageFaults(template: unknown): Fault[] {
  const path = unstorablePath(template);
  return path === undefined
    ? []
    : [{ path, reason: "holds U+0000 or a lone surrogate, which the database cannot store" }];
}
