import type { Options } from "postgres";

/** Reads and writes one array type of PostgreSQL's. */
interface ArrayType {
  readonly to: number;
  readonly from: number[];
  readonly serialize: (items: readonly unknown[] | string) => string;
  readonly parse: (text: string) => unknown[];
}

/** Fixed oids of the array types that tasker's functions take or give, and how an element is read. */
const ARRAY_TYPES: Readonly<Record<string, ArrayType>> = {
  booleans: arrayType(1000, (text) => text === "t"),
  integers: arrayType(1007, Number),
  texts: arrayType(1009, String),
  bigints: arrayType(1016, String),
  uuids: arrayType(2951, String),
  jsonbs: arrayType(3807, (text) => JSON.parse(text)),
};

/** Writes a scalar type of PostgreSQL's; the driver reads it as it always does. */
interface WrittenType {
  readonly to: number;
  readonly from: readonly number[];
  readonly serialize: (value: unknown) => string;
}

/**
 * Types whose text is written once only. When a migration gives a function another result, the driver sends a prepared
 * statement again by itself, with what it has written already as values (postgres 3.4.9, `Bind`): its own `true` would
 * become `f`, JSON a string of JSON.
 */
const WRITTEN_ONCE: Readonly<Record<string, WrittenType>> = {
  boolean: { to: 16, from: [], serialize: (value) => value === true || value === "t" ? "t" : "f" },
  bytea: {
    to: 17,
    from: [],
    serialize: (value) => typeof value === "string" ? value : toHex(value as Uint8Array),
  },
  json: { to: 114, from: [], serialize: writeJson },
  jsonb: { to: 3802, from: [], serialize: writeJson },
};

/**
 * What the driver is told instead of asking the server for array types: a connection that is cut while it asks would
 * reject a promise that nobody holds and so end the process (postgres 3.4.9, `fetchArrayTypes`). And how values are
 * written: a text for a `jsonb` is JSON text already.
 */
export const FIXED_ARRAY_TYPES: Pick<Options<Record<string, never>>, "fetch_types" | "types"> = {
  fetch_types: false,
  types: { ...ARRAY_TYPES, ...WRITTEN_ONCE } as never,
};

function writeJson(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function toHex(bytes: Uint8Array): string {
  return `\\x${Uint8Array.from(bytes).toHex()}`;
}

function arrayType(oid: number, read: (text: string) => unknown): ArrayType {
  return { to: oid, from: [oid], serialize: writeArray, parse: (text) => readArray(text, read) };
}

/** Writes an array of one dimension; every element is quoted, so any text is safe in it. What is written already stays. */
export function writeArray(items: readonly unknown[] | string): string {
  if (typeof items === "string") return items;
  return `{${
    items.map((item) => item === null ? "null" : `"${String(item).replace(/["\\]/g, "\\$&")}"`).join(",")
  }}`;
}

/** An element of an array literal: quoted, with backslashes before quotes and backslashes, or bare. */
const ELEMENT = /"((?:[^"\\]|\\.)*)"|([^,{}]+)/gs;

/** Reads an array of one dimension. */
export function readArray(text: string, read: (text: string) => unknown): unknown[] {
  return Array.from(text.matchAll(ELEMENT), ([, quoted, bare]) => {
    if (quoted !== undefined) return read(quoted.replace(/\\(.)/gs, "$1"));
    return bare === undefined || bare === "NULL" ? null : read(bare);
  });
}
