import type { IdentityStrategy } from "../../core/template.ts";
import type { Queryable } from "../../sql/connect.ts";
import { readRows } from "./read_rows.ts";

/** A published version of a template. */
export interface ListedTemplate {
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
  /** How many steps it has. */
  readonly stepsCount: number;
  /** When it was published. */
  readonly createdAt: string;
  /** When what may change of it last changed. */
  readonly updatedAt: string;
}

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
