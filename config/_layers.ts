import { isTable, type TomlTable } from "./toml.ts";

/** Where a value comes from. */
export interface ConfigOrigin {
  /** File, environment variable or option: `config/base/worker.toml`, `env DATABASE_URL`. */
  readonly source: string;
  /** Line of the file, from 1, when known. */
  readonly line?: number | undefined;
}

/** Tables laid over each other, and where each value of the result comes from. */
export class Layers {
  /** The merged table. */
  readonly table: TomlTable = {};
  /** Origin of each value, by dotted key. */
  readonly origins: Map<string, ConfigOrigin> = new Map();

  /**
   * Lays a table over what is there: tables merge key by key, `undefined` is passed over, `null` takes a value away, anything
   * else replaces it.
   */
  lay(table: TomlTable, originOf: (key: string) => ConfigOrigin): void {
    this.#merge(this.table, table, "", originOf);
  }

  #merge(below: TomlTable, above: TomlTable, prefix: string, originOf: (key: string) => ConfigOrigin): void {
    for (const [name, value] of Object.entries(above)) {
      if (value === undefined) continue;
      const key = prefix + name;
      if (value === null) {
        delete below[name];
        this.origins.delete(key);
        continue;
      }
      if (!isTable(value)) {
        below[name] = value;
        this.origins.set(key, originOf(key));
        continue;
      }
      const under = Object.hasOwn(below, name) ? below[name] : undefined;
      const target: TomlTable = isTable(under) ? under : {};
      if (!this.origins.has(key) || target !== under) this.origins.set(key, originOf(key));
      below[name] = target;
      this.#merge(target, value, `${key}.`, originOf);
    }
  }
}
