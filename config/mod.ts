/**
 * The configuration of tasker's processes: TOML components with overrides per environment, checked as a whole.
 *
 * @module
 */
export type { AuthAuditConfig, AuthConfig, AuthJwtConfig, AuthLoginConfig } from "./components/auth.ts";
export type { BackoffConfig } from "./components/backoff.ts";
export type { DatabaseConfig, DatabasePoolConfig } from "./components/database.ts";
export type { LimitsConfig } from "./components/limits.ts";
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
export type { WebConfig } from "./components/web.ts";
export type { WorkerConfig } from "./components/worker.ts";
export type { Config, ConfigComponent, ConfigOverrides } from "./config.ts";
export { ConfigError, type ConfigFault, formatConfigFault } from "./config_error.ts";
export { formatAccepted, KEY_FACTS, type KeyFacts } from "./key_facts.ts";
export { ENV_OVERRIDES, loadConfig, type LoadConfigOptions, type LoadedConfig, traceConfig } from "./load.ts";
export { interpolate, type Lookup, type OnFault } from "./_interpolate.ts";
export type { ConfigOrigin } from "./_layers.ts";
export { COMPONENTS } from "./_components.ts";
export { ENVIRONMENTS } from "./_sources.ts";
export { type ConfigValue, listValues } from "./list_values.ts";
export { redact, REDACTED, redactUrl } from "./redact.ts";
export { loadSecretKeys } from "./secret_keys.ts";
export { renderConfigDocs } from "./render_docs.ts";
