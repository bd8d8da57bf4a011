import type { Options } from "postgres";

/** Reads and writes one array type of PostgreSQL's. */
interface ArrayType {
  readonly to: number;
  readonly from: number[];
  readonly serialize: (items: readonly unknown[]) => string;
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

/**
 * What the driver is told instead of asking the server for array types: a connection that is cut while it asks would
 * reject a promise that nobody holds and so end the process (postgres 3.4.9, `fetchArrayTypes`).
 */
export const FIXED_ARRAY_TYPES: Pick<Options<Record<string, never>>, "fetch_types" | "types"> = {
  fetch_types: false,
  types: ARRAY_TYPES as never,
};

function arrayType(oid: number, read: (text: string) => unknown): ArrayType {
  return { to: oid, from: [oid], serialize: writeArray, parse: (text) => readArray(text, read) };
}

/** Writes an array of one dimension; every element is quoted, so any text is safe in it. */
export function writeArray(items: readonly unknown[]): string {
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
