import { toCamelCase, toSnakeCase } from "../core/case.ts";
import type { CamelCased } from "./_camel_cased.ts";
import { type ConfigOrigin, Layers } from "./_layers.ts";
import { parseSource } from "./_parse_source.ts";
import { unsafeInProduction } from "./_production_rules.ts";
import { readSources } from "./_sources.ts";
import { validate } from "./_validate.ts";
import type { Config, ConfigOverrides } from "./config.ts";
import { ConfigError, type ConfigFault } from "./config_error.ts";
import type { TomlConfig } from "./schema.ts";
import type { TomlTable } from "./toml.ts";

/** Options for {@linkcode loadConfig}. */
export interface LoadConfigOptions {
  /**
   * Environment whose files are laid over the base ones.
   *
   * @default {TASKER_ENV, or "development"}
   */
  readonly environment?: string | undefined;
  /**
   * Folder with `base/` and `environments/` of your own, laid over the package's.
   *
   * @default {TASKER_CONFIG_ROOT, or none}
   */
  readonly root?: string | undefined;
  /** Values above everything else, such as options of a command. */
  readonly overrides?: ConfigOverrides | undefined;
  /**
   * Looks up environment variables.
   *
   * @default {Deno.env.get}
   */
  readonly env?: ((name: string) => string | undefined) | undefined;
}

/** A configuration, and where each value was written. */
export interface LoadedConfig {
  /** The configuration. */
  readonly config: Config;
  /** Where each value comes from, by its dotted key in the TOML files: `worker.lease_seconds`. */
  readonly origins: ReadonlyMap<string, ConfigOrigin>;
}

/** Keys that an environment variable of their own sets, whatever the files say. */
export const ENV_OVERRIDES: Readonly<Record<string, string>> = {
  DATABASE_URL: "database.url",
  TASKER_LISTEN_URL: "database.listen_url",
  TASKER_DATA_DIR: "database.data_dir",
  TASKER_AUTH_MODE: "auth.mode",
  TASKER_WEB_BIND_ADDRESS: "web.bind_address",
};

/**
 * Loads and checks the configuration: the package's base files, its files for the environment, the same below the root,
 * then environment variables, then overrides; each later one wins key by key.
 *
 * @param options Environment, root, overrides and where variables are looked up.
 * @returns The configuration, with every default filled in.
 * @throws {ConfigError} When anything is wrong; it lists every fault with file, key and reason.
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<Config> {
  return (await traceConfig(options)).config;
}

/**
 * Does what {@linkcode loadConfig} does, and also tells where each value comes from.
 *
 * @param options Environment, root, overrides and where variables are looked up.
 * @returns The configuration and its origins.
 * @throws {ConfigError} When anything is wrong; it lists every fault with file, key and reason.
 */
export async function traceConfig(options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  const lookup = options.env ?? ((name: string) => Deno.env.get(name));
  const environment = options.environment ?? (lookup("TASKER_ENV") || "development");
  const root = options.root ?? (lookup("TASKER_CONFIG_ROOT") || undefined);
  const layers = new Layers();
  const faults: ConfigFault[] = [];

  for (const source of await readSources(environment, root)) {
    const parsed = parseSource(source, lookup);
    faults.push(...parsed.faults);
    layers.lay(parsed.table, parsed.originOf);
  }
  for (const [name, key] of Object.entries(ENV_OVERRIDES)) {
    const value = lookup(name);
    if (value) layers.lay(nest(key, value), () => ({ source: `env ${name}` }));
  }
  const { overrides = {} } = options;
  const option = () => ({ source: "option" });
  if (overrides.database?.url !== undefined) layers.lay(nest("database.listen_url", null), option); // it was another's
  layers.lay(toSnakeCase<TomlTable>(overrides), option);

  const checked = validate(layers);
  if (environment === "production" && checked.toml !== undefined) {
    faults.push(...unsafeInProduction(checked.toml, layers));
  }
  const reported = new Set(faults.map((fault) => fault.key));
  faults.push(...checked.faults.filter((fault) => !reported.has(fault.key)));
  if (checked.toml === undefined || faults.length > 0) throw new ConfigError(environment, faults);
  return { config: toConfig(environment, checked.toml), origins: layers.origins };
}

function nest(key: string, value: unknown): TomlTable {
  return key.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as TomlTable;
}

/** Fills in what follows from other keys. The types of both sides are compared here, so neither can drift. */
function toConfig(environment: string, toml: TomlConfig): Config {
  const { database, worker, ...rest } = toCamelCase<CamelCased<TomlConfig>>(toml);
  return {
    environment,
    database: { ...database, url: database.url, listenUrl: database.listenUrl },
    worker: {
      ...worker,
      bufferSize: worker.bufferSize ?? worker.maxConcurrentSteps * 2,
      heartbeatSeconds: worker.heartbeatSeconds ?? worker.leaseSeconds / 3,
    },
    ...rest,
  };
}
