import { isTable, type TomlTable } from "./toml.ts";

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}`
  : S;

/** A table with its keys in `camelCase`, and so the tables in it. */
export type CamelCased<T> = T extends readonly (infer Item)[] ? readonly Item[]
  : T extends object ? { readonly [K in keyof T as K extends string ? Camel<K> : K]: CamelCased<T[K]> }
  : T;

/** Renames the keys of a table, and of the tables in it, from `snake_case` to `camelCase`. */
export function toCamelCase<T extends object>(table: T): CamelCased<T> {
  return rename(
    table,
    (key) => key.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
  ) as CamelCased<T>;
}

/** Renames the keys of a table, and of the tables in it, from `camelCase` to `snake_case`. */
export function toSnakeCase(table: object): TomlTable {
  return rename(
    table,
    (key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  ) as TomlTable;
}

function rename(value: unknown, renamed: (key: string) => string): unknown {
  if (!isTable(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [renamed(key), rename(item, renamed)]),
  );
}
