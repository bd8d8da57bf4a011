import type { Fault } from "./fault.ts";
import { isObject, joinPath } from "./json.ts";
import { jsonSchemaFaults } from "./json_schema.ts";
import { nearestName } from "./nearest_name.ts";

/** What a field's value must be; each kind is a check below. */
export type FieldKind =
  | "namespace"
  | "name"
  | "event_name"
  | "version"
  | "text"
  | "choice"
  | "boolean"
  | "integer"
  | "number"
  | "object"
  | "schema"
  | "list"
  | "texts"
  | "pointers";

/**
 * What one field must be.
 *
 * @typeParam Owner Names of the shapes it may refer to.
 */
export interface FieldRule<Owner extends string = string> {
  /** Kind of its value. */
  readonly kind: FieldKind;
  /** Whether it must be there. */
  readonly required: boolean;
  /** Least number, length or count. */
  readonly low?: number;
  /** Greatest number, length or count. */
  readonly high?: number;
  /** The values it may have. */
  readonly choices?: readonly string[];
  /** The object it holds, or that each entry of the list is. */
  readonly shape?: Owner;
}

/**
 * The fields of each shape.
 *
 * @typeParam Owner Names of the shapes.
 */
export type Fields<Owner extends string> = Readonly<
  Record<Owner, Readonly<Record<string, FieldRule<Owner>>>>
>;

/**
 * Finds what is wrong with an object's fields, each by itself: unknown, missing, of a wrong type or out of range.
 * A field that is null counts as absent.
 *
 * @typeParam Owner Names of the shapes.
 * @param value The object.
 * @param owner Which shape it ought to have.
 * @param fields Every shape there is.
 * @param path Where it stands.
 * @returns The faults, of the objects it holds too.
 */
export function* fieldFaults<Owner extends string>(
  value: unknown,
  owner: Owner,
  fields: Fields<Owner>,
  path: string,
): Generator<Fault> {
  if (!isObject(value)) return yield { path, reason: "must be an object" };
  const rules = fields[owner];
  for (const [key, field] of Object.entries(rules)) {
    if (field.required && (value[key] ?? null) === null) {
      yield { path: joinPath(path, key), reason: "is missing" };
    }
  }
  for (const [key, member] of Object.entries(value)) {
    const field = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (field === undefined) {
      yield { path: joinPath(path, key), reason: unknownField(key, owner, Object.keys(rules)) };
    } else if (member !== undefined && member !== null) {
      yield* memberFaults(member, field, fields, joinPath(path, key));
    }
  }
}

function* memberFaults<Owner extends string>(
  value: unknown,
  field: FieldRule<Owner>,
  fields: Fields<Owner>,
  path: string,
): Generator<Fault> {
  const reason = CHECKS[field.kind](value, field);
  if (reason !== undefined) yield { path, reason };
  if (field.kind === "schema" && reason === undefined) {
    for (const fault of jsonSchemaFaults(value)) yield { ...fault, path: joinPath(path, fault.path) };
  }
  if (field.shape === undefined) return;
  if (field.kind === "object" && isObject(value)) yield* fieldFaults(value, field.shape, fields, path);
  if (field.kind === "list" && Array.isArray(value)) {
    for (const [index, entry] of value.entries()) {
      yield* fieldFaults(entry, field.shape, fields, `${path}[${index}]`);
    }
  }
}

function unknownField(key: string, owner: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  return `is not a field of a ${owner}${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`;
}

type Check = (value: unknown, field: FieldRule) => string | undefined;

/** Makes a check from a test and from what to say when it fails. */
function check(
  passes: (value: unknown, field: Required<FieldRule>) => boolean,
  reason: (field: FieldRule) => string,
): Check {
  return (value, field) => passes(value, field as Required<FieldRule>) ? undefined : reason(field);
}

const NAMESPACE = /^[a-z][a-z0-9_]{0,28}$/;
const NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/;
const EVENT_NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
/** Source: https://www.rfc-editor.org/rfc/rfc6901 */
const POINTER = /^(\/([^/~]|~[01])+)*$/;
/** Source: https://semver.org/spec/v2.0.0.html, the suggested expression. */
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$/;

const within = (size: number, field: Required<FieldRule>) => size >= field.low && size <= field.high;
const isText = (value: unknown, field: Required<FieldRule>) =>
  typeof value === "string" && within([...value].length, field);
const matches = (pattern: RegExp) => (value: unknown, field: Required<FieldRule>) =>
  isText(value, field) && pattern.test(value as string);
const isPointer = (value: unknown, field: Required<FieldRule>) => matches(POINTER)(value, field);

const CHECKS: Readonly<Record<FieldKind, Check>> = {
  namespace: check(
    matches(NAMESPACE),
    () => "must be a name of up to 29 characters a-z 0-9 _ that begins with a letter",
  ),
  name: check(
    matches(NAME),
    () => "must be a name of up to 128 characters a-z A-Z 0-9 _ . - that begins with a letter",
  ),
  event_name: check(matches(EVENT_NAME), () => 'must be an event name such as "order.completed"'),
  version: check(
    matches(SEMVER),
    ({ high }) => `must be a semantic version of up to ${high} characters, such as "1.0.0"`,
  ),
  text: check(isText, ({ low, high }) => `must be a string of ${low} to ${high} characters`),
  choice: check(
    (value, { choices }) => choices.includes(value as string),
    ({ choices = [] }) => `must be one of ${choices.join(", ")}`,
  ),
  boolean: check((value) => typeof value === "boolean", () => "must be true or false"),
  integer: check(
    (value, field) => Number.isInteger(value) && within(value as number, field),
    ({ low, high }) => `must be a whole number from ${low} to ${high}`,
  ),
  number: check(
    (value, field) => typeof value === "number" && within(value, field),
    ({ low, high }) => `must be a number from ${low} to ${high}`,
  ),
  object: check(isObject, () => "must be an object"),
  schema: check((value) => isObject(value) || typeof value === "boolean", () => "must be a JSON schema"),
  list: check(
    (value, field) => Array.isArray(value) && within(value.length, field),
    ({ low, high }) => `must be an array of ${low} to ${high} entries`,
  ),
  texts: check(
    (value, field) => Array.isArray(value) && value.every((entry) => isText(entry, field)),
    ({ low, high }) => `must be an array of strings of ${low} to ${high} characters`,
  ),
  pointers: check(
    (value, field) => Array.isArray(value) && value.every((entry) => isPointer(entry, field)),
    ({ low, high }) =>
      `must be an array of JSON Pointers of ${low} to ${high} characters, such as "/card/number"`,
  ),
};
