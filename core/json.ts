/** Any JSON value, as PostgreSQL's `jsonb` stores it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  /** Its members; an `undefined` one is left out when written. */
  readonly [key: string]: Json | undefined;
}

/**
 * `T` itself when every part of it survives JSON, else a type that `T` is not assignable to. What does not come
 * back as it went: functions, symbols, bigints, and objects with methods (`Date`, `Map`, class instances).
 * `any` passes unchecked. A mapped type, so that `T extends Serializable<T>` is a legal constraint.
 *
 * @typeParam T The type to check.
 */
export type Serializable<T> = { [Key in keyof T]: SerializablePart<T[Key]> };

/** As {@linkcode Serializable}, for a part of a value. */
export type SerializablePart<T> = unknown extends T ? T
  : T extends Json | undefined | void ? T
  : T extends bigint | symbol | ((...args: never[]) => unknown)
    ? "a result must be plain JSON: convert this value first"
  : Serializable<T>;

/**
 * What a stored result is when it is read back: nothing becomes `null`, the rest stays.
 *
 * @typeParam T What a handler returned.
 */
export type Stored<T> = unknown extends T ? T : T extends void | undefined ? null : T;

/**
 * Tells whether a value is an object with members of its own, and not an array, null or a scalar.
 *
 * @param value Any value.
 * @returns Whether it is.
 */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Joins a path and what stands below it: `steps[2]` and `retry` give `steps[2].retry`.
 *
 * @param path Path so far; may be empty.
 * @param below Member, or `[index]`, or a longer path; may be empty.
 * @returns The longer path.
 */
export function joinPath(path: string, below: string): string {
  return path === "" || below === "" || below.startsWith("[") ? path + below : `${path}.${below}`;
}
