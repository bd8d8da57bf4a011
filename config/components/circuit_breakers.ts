import { z } from "zod";

/** When a circuit opens, and when it closes again. */
export interface CircuitConfig {
  /** Failures in a row that open it: 1 to 100. */
  readonly failureThreshold: number;
  /** How long it stays open before probes are let through: milliseconds, 10 to 300000. */
  readonly openMs: number;
  /** Probes that must succeed to close it: 1 to 50. */
  readonly successThreshold: number;
  /** Probes that may be under way at the same time: 1 to 50. */
  readonly probeLimit: number;
}

/** Some of the values of a circuit. */
export type CircuitOverrides = { readonly [K in keyof CircuitConfig]?: CircuitConfig[K] | undefined };

/** Circuit breakers around calls to what may be away: the same for all, but for what a component says. */
export interface CircuitBreakersConfig extends CircuitConfig {
  /** Whether there are any. */
  readonly enabled: boolean;
  /** What differs for one of them. */
  readonly components: CircuitComponentsConfig;
}

/** What differs for one circuit breaker. */
export interface CircuitComponentsConfig {
  /** Before the database, for the HTTP API. */
  readonly web: CircuitOverrides;
  /** Before the database, for orchestrators. */
  readonly orchestration: CircuitOverrides;
  /** Before the database, for workers; open for half of the time between heartbeats at most. */
  readonly worker: CircuitOverrides;
  /** Before the address where the issuer of bearer tokens publishes its keys. */
  readonly jwks: CircuitOverrides;
}

const rules = {
  failure_threshold: z.int().min(1).max(100).meta({ unit: "failures" })
    .describe("Failures in a row that open a circuit"),
  open_ms: z.int().min(10).max(300_000).meta({ unit: "ms" })
    .describe("How long a circuit stays open before probes are let through"),
  success_threshold: z.int().min(1).max(50).meta({ unit: "successes" })
    .describe("Probes that must succeed to close a circuit"),
  probe_limit: z.int().min(1).max(50).meta({ unit: "calls" })
    .describe("Probes that may be under way at the same time"),
};
const component = (description: string) => z.strictObject(rules).partial().describe(description);

/** Rules of `[circuit_breakers]`. */
export const circuitBreakersSchema = z.strictObject({
  enabled: z.boolean().describe("Whether calls to what is away are refused for a while"),
  ...rules,
  components: z.strictObject({
    web: component("What differs before the database, for the HTTP API"),
    orchestration: component("What differs before the database, for orchestrators"),
    worker: component("What differs before the database, for workers"),
    jwks: component("What differs before the address of the keys of bearer tokens"),
  }).describe("What differs for one circuit breaker"),
});

/**
 * The rules of one circuit.
 *
 * @param config The configuration.
 * @param component Whose.
 * @returns The rules; undefined when there are no circuit breakers.
 */
export function circuitOf(
  config: CircuitBreakersConfig,
  component: keyof CircuitComponentsConfig,
): CircuitConfig | undefined {
  if (!config.enabled) return undefined;
  const own = config.components[component];
  return {
    failureThreshold: own.failureThreshold ?? config.failureThreshold,
    openMs: own.openMs ?? config.openMs,
    successThreshold: own.successThreshold ?? config.successThreshold,
    probeLimit: own.probeLimit ?? config.probeLimit,
  };
}
