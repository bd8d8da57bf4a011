import type { Fault } from "../fault.ts";
import { isObject } from "../json.ts";
import { tokensOf } from "./pointer.ts";

type Node = Readonly<Record<string, unknown>>;

/** Deepest that schemas are followed into each other. */
const MAX_DEPTH = 64;

/**
 * Finds what a JSON Schema has against a value that will be sealed, which the database cannot look into. No reason quotes
 * the value. Source: `sql/functions/json_schema/json_schema_violations.sql`, which judges what is in the open.
 *
 * @param schema Schema of the whole that the value stands in.
 * @param pointer Where in the whole, through lists into each of their entries.
 * @param value The value, JSON.
 * @returns One fault a violation; paths begin with the pointer's, `card.number`.
 */
export function sealedFaults(schema: unknown, pointer: string, value: unknown): Fault[] {
  const tokens = tokensOf(pointer);
  return [...judging(schema, schema, tokens, 0)].flatMap((node) => [
    ...faultsOf(schema, node, value, tokens.join("."), 0),
  ]);
}

/** The schemas that judge what stands at a place. */
function* judging(
  root: unknown,
  schema: unknown,
  tokens: readonly string[],
  depth: number,
): Generator<unknown> {
  const [token, ...rest] = tokens;
  if (token === undefined) return yield schema;
  if (!isObject(schema) || depth > MAX_DEPTH) return;
  if (typeof schema.$ref === "string") yield* judging(root, target(root, schema.$ref), tokens, depth + 1);
  for (const part of listOf(schema.allOf)) yield* judging(root, part, tokens, depth + 1);
  yield* judging(root, schema.items, tokens, depth + 1);
  const properties = isObject(schema.properties) ? schema.properties : {};
  const member = Object.hasOwn(properties, token) ? properties[token] : schema.additionalProperties;
  yield* judging(root, member, rest, depth + 1);
}

function* faultsOf(
  root: unknown,
  schema: unknown,
  value: unknown,
  path: string,
  depth: number,
): Generator<Fault> {
  if (schema === false) return yield { path, reason: "is not allowed" };
  if (!isObject(schema)) return;
  if (depth > MAX_DEPTH) return yield { path, reason: "is nested too deep to be checked" };
  const below = (part: unknown, item: unknown, at: string) => faultsOf(root, part, item, at, depth + 1);
  const matches = (part: unknown) => below(part, value, path).next().done === true;

  for (const [keyword, argument] of Object.entries(schema)) {
    const reason = ASSERTIONS[keyword]?.(value, argument as never);
    if (reason !== undefined) yield { path, reason };
  }
  if (typeof schema.$ref === "string") yield* below(target(root, schema.$ref), value, path);
  for (const part of listOf(schema.allOf)) yield* below(part, value, path);
  if (Array.isArray(schema.anyOf) && !schema.anyOf.some(matches)) {
    yield { path, reason: "must match one of the schemas in anyOf" };
  }
  if (Array.isArray(schema.oneOf) && schema.oneOf.filter(matches).length !== 1) {
    yield { path, reason: "must match one of the schemas in oneOf" };
  }
  if (schema.not !== undefined && matches(schema.not)) {
    yield { path, reason: "must not match the schema in not" };
  }
  if (Array.isArray(value)) yield* itemFaults(schema, value, path, below);
  else if (isObject(value)) yield* memberFaults(schema, value, path, below);
}

type Below = (schema: unknown, value: unknown, path: string) => Generator<Fault>;

function* itemFaults(schema: Node, items: readonly unknown[], path: string, below: Below): Generator<Fault> {
  const first = listOf(schema.prefixItems);
  for (const [place, item] of items.entries()) {
    yield* below(place < first.length ? first[place] : schema.items, item, `${path}[${place}]`);
  }
}

function* memberFaults(schema: Node, value: Node, path: string, below: Below): Generator<Fault> {
  const properties = isObject(schema.properties) ? schema.properties : {};
  for (const name of listOf(schema.required)) {
    if (typeof name === "string" && !Object.hasOwn(value, name)) {
      yield { path: `${path}.${name}`, reason: "is missing" };
    }
  }
  for (const [name, member] of Object.entries(value)) {
    const part = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
    yield* below(part, member, `${path}.${name}`);
    for (const { reason } of below(schema.propertyNames, name, path)) {
      yield { path: `${path}.${name}`, reason: `has a name that ${reason}` };
    }
  }
}

type Assertion = (value: unknown, argument: never) => string | undefined;

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  type: (value, types: string | readonly string[]) =>
    [types].flat().some((type) => isOfType(value, type))
      ? undefined
      : `must be of type ${[types].flat().join(", ")}`,
  const: (value, expected: unknown) =>
    same(value, expected) ? undefined : "must be the one value that is allowed",
  enum: (value, values: readonly unknown[]) =>
    values.some((one) => same(value, one)) ? undefined : "must be one of the values that are allowed",
  pattern: ofText(
    (text, pattern: string) => new RegExp(pattern, "u").test(text),
    (it) => `must match ${JSON.stringify(it)}`,
  ),
  format: ofText(
    (text, format: string) => FORMATS[format]?.test(text) ?? true,
    (format) => `must be a valid ${format}`,
  ),
  minLength: ofText(
    (text, least: number) => [...text].length >= least,
    (it) => `must have at least ${it} characters`,
  ),
  maxLength: ofText(
    (text, most: number) => [...text].length <= most,
    (it) => `must have at most ${it} characters`,
  ),
  minimum: ofNumber((number, least) => number >= least, (it) => `must be at least ${it}`),
  maximum: ofNumber((number, most) => number <= most, (it) => `must be at most ${it}`),
  exclusiveMinimum: ofNumber((number, bound) => number > bound, (it) => `must be greater than ${it}`),
  exclusiveMaximum: ofNumber((number, bound) => number < bound, (it) => `must be less than ${it}`),
  multipleOf: ofNumber((number, of) => Number.isInteger(number / of), (it) => `must be a multiple of ${it}`),
  minItems: ofSize(Array.isArray, (size, least) => size >= least, (it) => `must have at least ${it} items`),
  maxItems: ofSize(Array.isArray, (size, most) => size <= most, (it) => `must have at most ${it} items`),
  minProperties: ofSize(
    isObject,
    (size, least) => size >= least,
    (it) => `must have at least ${it} properties`,
  ),
  maxProperties: ofSize(isObject, (size, most) => size <= most, (it) => `must have at most ${it} properties`),
  uniqueItems: (value, isAsked: boolean) =>
    isAsked && Array.isArray(value) &&
      value.some((item, place) => value.slice(0, place).some((one) => same(one, item)))
      ? "must not hold the same item twice"
      : undefined,
};

const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  email: /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)*$/,
  uri: /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/,
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  "date-time":
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
};

function ofText<T>(
  passes: (text: string, argument: T) => boolean,
  reason: (argument: T) => string,
): Assertion {
  return (value, argument) =>
    typeof value !== "string" || passes(value, argument) ? undefined : reason(argument);
}

function ofNumber(
  passes: (number: number, argument: number) => boolean,
  reason: (it: number) => string,
): Assertion {
  return (value, argument) =>
    typeof value !== "number" || passes(value, argument) ? undefined : reason(argument);
}

function ofSize(
  isIt: (value: unknown) => boolean,
  passes: (size: number, argument: number) => boolean,
  reason: (it: number) => string,
): Assertion {
  return (value, argument) =>
    !isIt(value) || passes(Object.keys(value as object).length, argument) ? undefined : reason(argument);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  const kind: string = typeof value;
  return kind === type;
}

/** Equal as JSON: the order of members does not count. */
function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, place) => same(item, other[place]));
  }
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && same(one[name], other[name]));
}

function target(root: unknown, reference: string): unknown {
  if (!reference.startsWith("#")) return undefined;
  return tokensOf(reference.slice(1)).reduce((node, key) => isObject(node) ? node[key] : undefined, root);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
