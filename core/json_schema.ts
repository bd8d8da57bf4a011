import type { Fault } from "./fault.ts";
import { isObject, joinPath } from "./json.ts";
import { nearestName } from "./nearest_name.ts";

/** What a keyword's argument must be. */
export type JsonSchemaArgument =
  | "types"
  | "list"
  | "any"
  | "schema"
  | "schemas"
  | "schema_map"
  | "texts"
  | "count"
  | "number"
  | "divisor"
  | "boolean"
  | "text"
  | "pattern"
  | "reference";

/**
 * The JSON Schema keywords (draft 2020-12) that an input schema may use, and what each takes. The database
 * enforces them at every task's creation and refuses a schema that uses another. Of the formats, `date`, `date-time`,
 * `email`, `uri` and `uuid` are enforced; others, like titles and examples, are annotations. `default` is filled in
 * where a property is absent. `$ref` points into the same document. `pattern` is read by PostgreSQL.
 *
 * Source: `sql/functions/json_schema/json_schema_keywords.sql`, which says the same; a test compares them.
 */
export const JSON_SCHEMA_KEYWORDS: Readonly<Record<string, JsonSchemaArgument>> = {
  type: "types",
  enum: "list",
  const: "any",
  properties: "schema_map",
  required: "texts",
  additionalProperties: "schema",
  propertyNames: "schema",
  minProperties: "count",
  maxProperties: "count",
  items: "schema",
  prefixItems: "schemas",
  minItems: "count",
  maxItems: "count",
  uniqueItems: "boolean",
  minLength: "count",
  maxLength: "count",
  pattern: "pattern",
  format: "text",
  minimum: "number",
  maximum: "number",
  exclusiveMinimum: "number",
  exclusiveMaximum: "number",
  multipleOf: "divisor",
  allOf: "schemas",
  anyOf: "schemas",
  oneOf: "schemas",
  not: "schema",
  $ref: "reference",
  $defs: "schema_map",
  definitions: "schema_map",
  $schema: "text",
  $id: "text",
  $comment: "text",
  title: "text",
  description: "text",
  default: "any",
  examples: "list",
  deprecated: "boolean",
  readOnly: "boolean",
  writeOnly: "boolean",
  contentEncoding: "text",
  contentMediaType: "text",
};

/**
 * Finds the keywords of a JSON Schema, at every depth, that the database does not enforce.
 * Whether their arguments make sense is for the database to say when a template is registered.
 *
 * @param schema A JSON Schema.
 * @returns One fault for each unsupported keyword and each part that is no schema.
 */
export function jsonSchemaFaults(schema: unknown): Fault[] {
  return [...faultsAt(schema, "")];
}

function* faultsAt(schema: unknown, path: string): Generator<Fault> {
  if (typeof schema === "boolean") return;
  if (!isObject(schema)) return yield { path, reason: "must be a schema: an object, true or false" };
  for (const [keyword, argument] of Object.entries(schema)) {
    const at = joinPath(path, keyword);
    const kind = Object.hasOwn(JSON_SCHEMA_KEYWORDS, keyword) ? JSON_SCHEMA_KEYWORDS[keyword] : undefined;
    if (kind === undefined) yield { path: at, reason: unsupported(keyword) };
    else if (kind === "schema") yield* faultsAt(argument, at);
    else if (kind === "schemas" && Array.isArray(argument)) {
      for (const [index, part] of argument.entries()) yield* faultsAt(part, `${at}[${index}]`);
    } else if (kind === "schema_map" && isObject(argument)) {
      for (const [name, part] of Object.entries(argument)) yield* faultsAt(part, joinPath(at, name));
    }
  }
}

function unsupported(keyword: string): string {
  const nearest = nearestName(keyword, Object.keys(JSON_SCHEMA_KEYWORDS));
  const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
  return `is not a JSON Schema keyword that tasker supports${hint}`;
}
