/**
 * The one place where SQL's `snake_case` meets TypeScript's `camelCase`.
 *
 * @module
 */

/** Members whose content belongs to users: their keys are data and stay as they are. */
const OPAQUE: ReadonlySet<string> = new Set([
  "annotation",
  "completion_data",
  "configuration",
  "context",
  "dependencies",
  "details",
  "info",
  "initialization",
  "input_schema",
  "inputs",
  "metadata",
  "result",
  "result_schema",
  "results",
  "schema",
  "task_snapshot",
]);

/**
 * Names the members of a row, and of the rows inside it, as TypeScript does. Payloads
 * (`context`, `results`, `metadata`…) are left as they are.
 *
 * @typeParam T What the row is known to be; not checked.
 * @param row Row, array of rows, or JSON from a `tasker_v1` function.
 * @returns A copy with camelCase keys.
 */
export function toCamelCase<T>(row: unknown): T {
  return renamed(row, camelKey) as T;
}

/**
 * Names the members of a request as SQL does; the inverse of {@linkcode toCamelCase}.
 *
 * @typeParam T What it is then; not checked.
 * @param request Object or array with camelCase keys.
 * @returns A copy with snake_case keys, payloads as they are.
 */
export function toSnakeCase<T = unknown>(request: unknown): T {
  return renamed(request, snakeKey) as T;
}

const camelKey = remembered((key) =>
  key.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_, next: string) => next.toUpperCase())
);
const snakeKey = remembered((key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (!isPlainObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    copy[rename(key)] = OPAQUE.has(snakeKey(key)) ? member : renamed(member, rename);
  }
  return copy;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Column names are few and come by the thousand. */
function remembered(rename: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const after = rename(key);
    if (known.size < 1000) known.set(key, after);
    return after;
  };
}
