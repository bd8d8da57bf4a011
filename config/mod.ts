/**
 * The configuration of tasker's processes: TOML components with overrides per environment, checked as a whole.
 *
 * ```ts
 * import { loadConfig } from "@tasker/tasker/config";
 *
 * const config = await loadConfig({ environment: "test", overrides: { worker: { leaseSeconds: 60 } } });
 * console.log(config.worker.leaseSeconds);
 * ```
 *
 * @module
 */
export type { SecretsOptions } from "../core/secrets/keyring.ts";
export type {
  AuthAuditConfig,
  AuthConfig,
  AuthJwtConfig,
  AuthLoginConfig,
  JwtAlgorithm,
} from "./components/auth.ts";
export type { BackoffConfig } from "./components/backoff.ts";
export type { BackpressureConfig, QueueDepthConfig } from "./components/backpressure.ts";
export type { CachesConfig } from "./components/caches.ts";
export {
  type CircuitBreakersConfig,
  type CircuitComponentsConfig,
  type CircuitConfig,
  circuitOf,
  type CircuitOverrides,
} from "./components/circuit_breakers.ts";
export type { DatabaseConfig, DatabasePoolConfig } from "./components/database.ts";
export type { LimitsConfig } from "./components/limits.ts";
export type { LiveConfig } from "./components/live.ts";
export type { LoggingConfig } from "./components/logging.ts";
export type {
  OrchestrationBatchConfig,
  OrchestrationConfig,
  OrchestrationPollConfig,
} from "./components/orchestration.ts";
export type { RateLimitsConfig } from "./components/rate_limits.ts";
export type { RedactionConfig } from "./components/redaction.ts";
export type { SecretsConfig } from "./components/secrets.ts";
export type { TelemetryConfig } from "./components/telemetry.ts";
export type { RetentionConfig, StalenessConfig, UpkeepConfig } from "./components/upkeep.ts";
export type { TlsConfig, WebConfig } from "./components/web.ts";
export type { WorkerConfig } from "./components/worker.ts";
export type { Config, ConfigComponent, ConfigOverrides } from "./config.ts";
export { ConfigError, type ConfigFault, formatConfigFault } from "./config_error.ts";
export { type ConfigValue, listValues } from "./list_values.ts";
export { loadConfig, type LoadConfigOptions, type LoadedConfig, traceConfig } from "./load.ts";
export { loadSecretKeys } from "./secret_keys.ts";
export type { ConfigOrigin } from "./_layers.ts";
