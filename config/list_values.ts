import { toSnakeCase } from "../core/case.ts";
import type { ConfigOrigin } from "./_layers.ts";
import { KEY_FACTS } from "./key_facts.ts";
import type { LoadedConfig } from "./load.ts";
import { redact } from "./redact.ts";
import { isTable } from "./toml.ts";

/** One value of a configuration. */
export interface ConfigValue {
  /** Dotted key as in the TOML files: `worker.lease_seconds`. */
  readonly key: string;
  /** The value in use, without secrets; `undefined` when it is not set. */
  readonly value: unknown;
  /** Where it was written; `undefined` when it follows from other keys, or is not set. */
  readonly origin: ConfigOrigin | undefined;
}

/**
 * Lists the values of a configuration, in the order of its components, without secrets.
 *
 * @param loaded Configuration and origins, from `traceConfig`.
 * @returns A value for each key.
 */
export function listValues(loaded: LoadedConfig): ConfigValue[] {
  const root = toSnakeCase(redact(loaded.config));
  return [...KEY_FACTS.values()].filter(({ kind }) => kind !== "object").map(({ key }) => ({
    key,
    value: key.split(".").reduce((value, name) => isTable(value) ? value[name] : undefined, root),
    origin: loaded.origins.get(key),
  }));
}
