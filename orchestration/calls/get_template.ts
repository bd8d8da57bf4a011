import type { JsonObject } from "../../core/json.ts";
import type { IdentityStrategy } from "../../core/template.ts";
import type { Queryable } from "../../sql/connect.ts";
import { only } from "./call.ts";
import { readRows } from "./read_rows.ts";

/** One version of a template, as people see it. */
export interface TemplateView {
  /** Its uuid. */
  readonly namedTaskUuid: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** Whether it is the highest version by semantic versioning. */
  readonly isLatest: boolean;
  /** For people. */
  readonly description: string | null;
  /** How duplicates are recognised. */
  readonly identityStrategy: IdentityStrategy;
  /** JSON Schema of the context; null for anything. */
  readonly inputSchema: JsonObject | boolean | null;
  /** The template as it was registered. */
  readonly configuration: JsonObject;
  /** Its steps in topological order. */
  readonly steps: readonly JsonObject[];
  /** Every published version, the highest first. */
  readonly versions: readonly string[];
  /** When it was published. */
  readonly createdAt: string;
  /** When what may change of it last changed. */
  readonly updatedAt: string;
}

/** Which template. */
export interface TemplateName {
  /** Its namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
  /**
   * Semantic version.
   *
   * @default {undefined} the highest
   */
  readonly version?: string | undefined;
}

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
