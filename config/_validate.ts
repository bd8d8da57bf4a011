import type { ConfigFault } from "./config_error.ts";
import { formatAccepted, KEY_FACTS } from "./key_facts.ts";
import type { Layers } from "./_layers.ts";
import { nearestName } from "../core/nearest_name.ts";
import { type SchemaIssue, schemaReason } from "../core/schema_reason.ts";
import { isSecret } from "./redact.ts";
import { configSchema, type TomlConfig } from "./schema.ts";

/** Merged tables after the check: the typed values, or what is wrong with them. */
export interface CheckedLayers {
  /** The values; `undefined` when any is wrong. */
  readonly toml: TomlConfig | undefined;
  /** What is wrong, each with the place it was written. */
  readonly faults: readonly ConfigFault[];
}

/** Checks merged tables against the schema. */
export function validate(layers: Layers): CheckedLayers {
  const { data, error } = configSchema.safeParse(layers.table);
  return { toml: data, faults: error?.issues.flatMap((issue) => faultsOf(issue, layers)) ?? [] };
}

function faultsOf(issue: SchemaIssue, layers: Layers): ConfigFault[] {
  const key = issue.path.reduce<string>(
    (path, part) =>
      typeof part === "number" ? `${path}[${part}]` : path === "" ? String(part) : `${path}.${String(part)}`,
    "",
  );
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((name) => {
      const path = key === "" ? name : `${key}.${name}`;
      return { ...placeOf(path, layers), key: path, reason: unknownKey(name, key) };
    });
  }
  return [{ ...placeOf(key, layers), key, reason: reasonOf(issue, key, layers.table) }];
}

/** Where a value was written; for one that is missing, the file that ought to hold it. */
function placeOf(key: string, layers: Layers): { source: string; line?: number | undefined } {
  const written = layers.origins.get(key.replace(/\[\d+\].*$/, ""));
  return written ?? { source: `config/base/${key.split(".")[0]}.toml` };
}

function unknownKey(name: string, table: string): string {
  const prefix = table === "" ? "" : `${table}.`;
  const known = [...KEY_FACTS.keys()].filter((key) =>
    key.startsWith(prefix) && !key.slice(prefix.length).includes(".")
  )
    .map((key) => key.slice(prefix.length));
  const near = nearestName(name, known);
  return near === undefined
    ? `is not a key; ${table === "" ? "there are" : `[${table}] has`} ${known.join(", ")}`
    : `is not a key; did you mean "${near}"?`;
}

/** Says what a key accepts, its unit and both bounds included, where the table of keys knows more than the issue. */
function reasonOf(issue: SchemaIssue, key: string, table: unknown): string {
  const facts = KEY_FACTS.get(key);
  const message = facts === undefined || !isOfKind(issue)
    ? issue.message
    : `must be ${formatAccepted(facts)}`;
  return schemaReason({ ...issue, message }, table, isSecret(key));
}

/** Whether an issue says no more than that a value is of another kind, or out of its range. */
function isOfKind(issue: SchemaIssue): boolean {
  if (issue.code === "invalid_type") return issue.expected !== "int";
  if (issue.code === "too_small" || issue.code === "too_big") {
    return issue.origin === "number" || issue.origin === "int";
  }
  return issue.code === "invalid_value";
}
