import type { AuthConfig } from "./components/auth.ts";
import type { BackoffConfig } from "./components/backoff.ts";
import type { BackpressureConfig } from "./components/backpressure.ts";
import type { CachesConfig } from "./components/caches.ts";
import type { CircuitBreakersConfig } from "./components/circuit_breakers.ts";
import type { DatabaseConfig } from "./components/database.ts";
import type { LimitsConfig } from "./components/limits.ts";
import type { LoggingConfig } from "./components/logging.ts";
import type { OrchestrationConfig } from "./components/orchestration.ts";
import type { RedactionConfig } from "./components/redaction.ts";
import type { SecretsConfig } from "./components/secrets.ts";
import type { TelemetryConfig } from "./components/telemetry.ts";
import type { UpkeepConfig } from "./components/upkeep.ts";
import type { WebConfig } from "./components/web.ts";
import type { WorkerConfig } from "./components/worker.ts";

/** Everything a process of tasker is configured with; made by `loadConfig`. */
export interface Config {
  /** Name of the environment the values were merged for: `TASKER_ENV`. */
  readonly environment: string;
  /** How processes reach PostgreSQL. */
  readonly database: DatabaseConfig;
  /** How a worker claims steps and runs handlers. */
  readonly worker: WorkerConfig;
  /** How orchestrators drive what no worker can. */
  readonly orchestration: OrchestrationConfig;
  /** How the HTTP API listens. */
  readonly web: WebConfig;
  /** Who may call the API, and how callers prove who they are. */
  readonly auth: AuthConfig;
  /** What orchestrators look after, and how long things are kept. */
  readonly upkeep: UpkeepConfig;
  /** How large what users store may be. */
  readonly limits: LimitsConfig;
  /** How retries are delayed where a template does not say. */
  readonly backoff: BackoffConfig;
  /** When calls to what is away are refused. */
  readonly circuitBreakers: CircuitBreakersConfig;
  /** When the HTTP API refuses what it could not carry. */
  readonly backpressure: BackpressureConfig;
  /** What the HTTP API remembers, and for how long. */
  readonly caches: CachesConfig;
  /** Keys that values are sealed with which templates declare sensitive. */
  readonly secrets: SecretsConfig;
  /** What is hidden wherever something is shown. */
  readonly redaction: RedactionConfig;
  /** What processes log, and how it looks. */
  readonly logging: LoggingConfig;
  /** What processes tell of themselves to monitoring systems. */
  readonly telemetry: TelemetryConfig;
}

/** The parts of a configuration, each with a TOML file and a table of its own name. */
export type ConfigComponent = Exclude<keyof Config, "environment">;

/** Some values of a configuration, to put above what files and environment say. */
export type ConfigOverrides = {
  readonly [C in ConfigComponent]?: Partial<Config[C]>;
};
