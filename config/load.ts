import { type CamelCased, toCamelCase, toSnakeCase } from "./_case.ts";
import { interpolate, type Lookup } from "./_interpolate.ts";
import { keyLines } from "./_key_lines.ts";
import { type ConfigOrigin, Layers } from "./_layers.ts";
import { type ConfigSource, readSources } from "./_sources.ts";
import { validate } from "./_validate.ts";
import type { Config, ConfigOverrides } from "./config.ts";
import { ConfigError, type ConfigFault } from "./config_error.ts";
import { KEY_FACTS } from "./key_facts.ts";
import type { TomlConfig } from "./schema.ts";
import { parseToml, TomlSyntaxError, type TomlTable } from "./toml.ts";

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
  readonly env?: Lookup | undefined;
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
  TASKER_DATA_DIR: "database.data_dir",
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
  const broken = new Set<string>();

  for (const source of await readSources(environment, root)) {
    const layer = parseSource(source, lookup);
    faults.push(...layer.faults);
    if (layer.table === undefined) broken.add(source.component);
    else layers.lay(layer.table, layer.originOf);
  }
  for (const [name, key] of Object.entries(ENV_OVERRIDES)) {
    const value = lookup(name);
    if (value) layers.lay(nest(key, value), () => ({ source: `env ${name}` }));
  }
  layers.lay(toSnakeCase(options.overrides ?? {}), () => ({ source: "option" }));

  const valid = validate(layers);
  if (!Array.isArray(valid) && faults.length === 0) {
    return { config: toConfig(environment, valid), origins: layers.origins };
  }
  const known = new Set(faults.map((fault) => fault.key));
  const more = Array.isArray(valid) ? valid : [];
  faults.push(...more.filter((fault) => !known.has(fault.key) && !broken.has(fault.key.split(".")[0] ?? "")));
  throw new ConfigError(environment, faults);
}

interface ParsedSource {
  readonly table: TomlTable | undefined;
  readonly faults: readonly ConfigFault[];
  readonly originOf: (key: string) => ConfigOrigin;
}

function parseSource(source: ConfigSource, lookup: Lookup): ParsedSource {
  const { lines, repeated } = keyLines(source.text);
  const originOf = (key: string) => ({ source: source.name, line: lines.get(key) });
  const faults: ConfigFault[] = [...repeated].map(([key, line]) => ({
    source: source.name,
    line,
    key,
    reason: `is written twice, first on line ${lines.get(key)}`,
  }));
  const onFault = (key: string, reason: string) =>
    faults.push({ ...originOf(key.replace(/\[\d+\].*$/, "")), key, reason });
  try {
    const parsed = parseToml(source.text);
    for (const name of Object.keys(parsed)) {
      if (name !== source.component) {
        onFault(name, `does not belong here: the file holds the table [${source.component}] only`);
        delete parsed[name];
      }
    }
    const table = interpolate(parsed, lookup, (key) => KEY_FACTS.get(key)?.kind, onFault);
    return { table, faults, originOf };
  } catch (error) {
    if (!(error instanceof TomlSyntaxError)) throw error;
    return {
      table: undefined,
      faults: [{ source: source.name, line: error.line, key: "", reason: error.message }],
      originOf,
    };
  }
}

function nest(key: string, value: unknown): TomlTable {
  return key.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as TomlTable;
}

/** Fills in what follows from other keys. The types of both sides are compared here, so neither can drift. */
function toConfig(environment: string, toml: TomlConfig): Config {
  const { database, worker, ...rest }: CamelCased<TomlConfig> = toCamelCase(toml);
  return {
    environment,
    database: { ...database, url: database.url },
    worker: {
      ...worker,
      bufferSize: worker.bufferSize ?? worker.maxConcurrentSteps * 2,
      heartbeatSeconds: worker.heartbeatSeconds ?? worker.leaseSeconds / 3,
    },
    ...rest,
  };
}
