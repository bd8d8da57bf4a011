import type { z } from "zod";
import { isWritten } from "./exact_json.ts";
import { isObject } from "./json.ts";

/** What a schema of zod's found wrong. */
export type SchemaIssue = z.core.$ZodIssue;

/** Longest text or number that is quoted; of a longer text only its length is told. */
const MAX_QUOTED = 60;

/**
 * Says what a schema wanted and what came, in words that go after the name of the value: `must be 1 or more, not 0`. A
 * message that the schema's author wrote stands; it begins in lower case, and zod's own never does.
 *
 * @param issue What zod found.
 * @param root What was checked.
 * @param isHidden Whether the value must not be quoted.
 */
export function schemaReason(issue: SchemaIssue, root: unknown, isHidden: boolean): string {
  const wanted = wantedBy(issue);
  const [, verb] = /^must (be|have|match) /.exec(wanted) ?? [];
  const found = valueAt(root, issue.path);
  if (verb === undefined || found === undefined) return wanted;
  if (found.value === undefined) return "is missing";
  const met = isHidden ? undefined : verb === "have" ? sizeOf(found.value) : quoted(found.value);
  return met === undefined ? wanted : `${wanted}, not ${met}`;
}

/** Finds a value by its path; nothing where the path leads into what a schema made of a text. */
function valueAt(root: unknown, path: SchemaIssue["path"]): { readonly value: unknown } | undefined {
  let value = root;
  for (const key of path) {
    if (!isObject(value) && !Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, key) ? (value as Readonly<Record<PropertyKey, unknown>>)[key] : undefined;
  }
  return { value };
}

/** Names of types, as `must be` goes on. */
const TYPES: Readonly<Record<string, string>> = {
  array: "an array",
  boolean: "true or false",
  int: "a whole number",
  null: "null",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a string",
};

/** Names of formats, as `must be` goes on. */
const FORMATS: Readonly<Record<string, string>> = {
  date: 'a date such as "2026-01-31"',
  datetime: 'a time such as "2026-01-31T12:00:00Z"',
  guid: "a uuid",
  url: "a URL",
  uuid: "a uuid",
};

/** What is counted of what has a size, one and many. */
const COUNTED: Readonly<Record<string, readonly [string, string]>> = {
  array: ["entry", "entries"],
  string: ["character", "characters"],
};

function wantedBy(issue: SchemaIssue): string {
  if (/^[a-z]/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPES[issue.expected] ?? `of type ${issue.expected}`}`;
    case "invalid_format":
      if (issue.format === "regex") return `must match ${issue.pattern}`;
      return `must be ${FORMATS[issue.format] ?? `a valid ${issue.format}`}`;
    case "invalid_value":
      return oneOf(issue.values);
    case "too_small":
      if (issue.minimum === 1 && issue.origin in COUNTED) return "must not be empty";
      return bounded(issue.origin, issue.inclusive === false ? "above" : "at least", issue.minimum);
    case "too_big":
      return bounded(issue.origin, issue.inclusive === false ? "below" : "at most", issue.maximum);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_union":
      return wantedByUnion(issue);
    case "invalid_key":
      return `as a name ${issue.issues.map(wantedBy).join(" and ")}`;
    default:
      return "is not valid";
  }
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? `must be ${quoted(values[0])}` : `must be one of ${values.join(", ")}`;
}

/** `must be at least 1`, `must have at most 255 characters`. */
function bounded(origin: string, side: string, bound: number | bigint): string {
  const [one, many] = COUNTED[origin] ?? [];
  return one === undefined
    ? `must be ${side} ${bound}`
    : `must have ${side} ${bound} ${bound === 1 ? one : many}`;
}

function wantedByUnion(issue: Extract<SchemaIssue, { code: "invalid_union" }>): string {
  if ("options" in issue && Array.isArray(issue.options)) return oneOf(issue.options);
  const branches = issue.errors.flatMap(([first]) => first === undefined ? [] : [wantedBy(first)]);
  return [...new Set(branches)].join(" or ").replaceAll(" or must be ", " or ") || "is not valid";
}

/** How much there is of what has a size. */
function sizeOf(value: unknown): number | undefined {
  return typeof value === "string" || Array.isArray(value) ? value.length : undefined;
}

/** Shows a value, of one that is long or has members only what it is. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  const isShort = text.length <= MAX_QUOTED;
  if (isWritten(value)) return isShort ? `${text}, which has too many digits` : "one with too many digits";
  if (Array.isArray(value)) return value.length === 0 ? "[]" : "an array";
  if (isObject(value)) return "an object";
  return isShort || typeof value !== "string" ? text : `a text of ${value.length} characters`;
}
