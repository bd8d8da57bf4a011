import type { z } from "zod";
import type { ConfigFault } from "./config_error.ts";
import { formatAccepted, KEY_FACTS } from "./key_facts.ts";
import type { Layers } from "./_layers.ts";
import { nearestName } from "../core/nearest_name.ts";
import { isSecret } from "./redact.ts";
import { configSchema, type TomlConfig } from "./schema.ts";

type Issue = z.core.$ZodIssue;

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

function faultsOf(issue: Issue, layers: Layers): ConfigFault[] {
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
  return [{ ...placeOf(key, layers), key, reason: reasonOf(issue, key, valueAt(layers.table, issue.path)) }];
}

/** Where a value was written; for one that is missing, the file that ought to hold it. */
function placeOf(key: string, layers: Layers): { source: string; line?: number | undefined } {
  const written = layers.origins.get(key.replace(/\[\d+\].*$/, ""));
  return written ?? { source: `config/base/${key.split(".")[0]}.toml` };
}

function valueAt(table: unknown, path: Issue["path"]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
    table,
  );
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

function reasonOf(issue: Issue, key: string, value: unknown): string {
  if (value === undefined) return "is missing";
  const facts = KEY_FACTS.get(key);
  const met = isSecret(key) ? "" : `, not ${JSON.stringify(value)}`;
  switch (issue.code) {
    case "custom":
    case "invalid_format":
      return `${issue.message}${met}`;
    case "invalid_type":
      if (issue.expected === "string") return `must be a string${met}`;
      if (issue.expected === "int" && typeof value === "number") return `must be a whole number${met}`;
  }
  if (value === "") return "must not be empty";
  return facts === undefined ? `${issue.message}${met}` : `must be ${formatAccepted(facts)}${met}`;
}
