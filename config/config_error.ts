/** One thing that is wrong with a configuration. */
export interface ConfigFault {
  /** File, environment variable or option it comes from: `config/base/worker.toml`, `env DATABASE_URL`. */
  readonly source: string;
  /** Line of the file, from 1, when known. */
  readonly line?: number | undefined;
  /** Dotted key: `worker.lease_seconds`. Empty when a file as a whole is at fault. */
  readonly key: string;
  /** What is wrong; secrets are left out. */
  readonly reason: string;
}

/** Thrown when a configuration cannot be used; carries all its faults at once. */
export class ConfigError extends Error {
  /** Its name, for logs. */
  override readonly name = "ConfigError";
  /** Name of the environment that was asked for. */
  readonly environment: string;
  /** What is wrong, in the order the files were read; at least one. */
  readonly faults: readonly ConfigFault[];

  /**
   * Makes an error whose message lists every fault on a line of its own.
   *
   * @param environment Name of the environment that was asked for.
   * @param faults What is wrong.
   */
  constructor(environment: string, faults: readonly ConfigFault[]) {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    super([
      `Cannot use the configuration of "${environment}": ${count}`,
      ...faults.map((fault) => `  ${formatConfigFault(fault)}`),
    ].join("\n"));
    this.environment = environment;
    this.faults = faults;
  }
}

/**
 * Writes a fault the way people read it.
 *
 * @param fault The fault.
 * @returns `source:line: key: reason`, without the parts that are not known.
 */
export function formatConfigFault(fault: ConfigFault): string {
  const place = fault.line === undefined ? fault.source : `${fault.source}:${fault.line}`;
  return fault.key === "" ? `${place}: ${fault.reason}` : `${place}: ${fault.key} ${fault.reason}`;
}
