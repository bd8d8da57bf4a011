type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}`
  : S;

/** A table with its keys in `camelCase`, and so the tables in it. */
export type CamelCased<T> = T extends readonly (infer Item)[] ? readonly Item[]
  : T extends object ? { readonly [K in keyof T as K extends string ? Camel<K> : K]: CamelCased<T[K]> }
  : T;
