/**
 * The orchestrator and the HTTP API, for programs that run them themselves. Neither holds a rule of the workflow: they call
 * the functions of `tasker_v1` and obey the answers.
 *
 * ```ts no-eval
 * import { loadConfig } from "@tasker/tasker/config";
 * import { createApp, databaseCheck, Health, Orchestrator, serveHttp } from "@tasker/tasker/orchestration";
 * import { connect, migrate } from "@tasker/tasker/sql";
 *
 * const url = "postgres://postgres@127.0.0.1:5432/shop";
 * const config = await loadConfig();
 * const sql = connect(url);
 * await migrate(sql);
 *
 * await using orchestrator = new Orchestrator({ ...config, url });
 * const checks = [databaseCheck("web_database", sql), ...orchestrator.healthChecks];
 * const health = new Health({ version: "1.0.0", environment: config.environment, checks });
 * const app = createApp({ sql, web: config.web, health });
 * await using server = serveHttp({ app, bindAddress: config.web.bindAddress });
 * for (const service of [orchestrator, server]) await service.start();
 * ```
 *
 * @module
 */
export { Breaker, type BreakerCounters, type BreakerOptions } from "../core/breaker.ts";
export type { Circuit, CircuitPolicy, Ticket } from "../core/circuit.ts";
export type { Json, JsonObject } from "../core/json.ts";
export { ManagedService, type Service } from "../core/service.ts";
export type { TASK_STATES, TaskState } from "../core/states.ts";
export type { Family, Sample } from "../core/telemetry/meters.ts";
export type { LabelValues } from "../core/telemetry/series.ts";
export type { CreatedTask, TaskRequest } from "../core/wire.ts";
export { Listener, type ListenerOptions, type Subscription } from "../sql/listener.ts";
export { AccessControl, type AccessControlOptions } from "./access/access_control.ts";
export type { Authenticator, Authorization, Authorizer, CallHead, Verified } from "./access/authenticator.ts";
export { type Permission, PERMISSIONS } from "./access/permissions.ts";
export {
  type Grant,
  makePrincipal,
  type NamespaceScope,
  type Principal,
  type PrincipalKind,
} from "./access/principal.ts";
export type { FinalizedTask } from "./calls/finalize_task_completion.ts";
export type { QueueDepth } from "./calls/get_queue_depths.ts";
export type { ProcessedStepResult } from "./calls/process_step_results.ts";
export type { Message } from "./calls/read_messages.ts";
export type { SystemHealth } from "./commands/check_health.ts";
export type {
  Command,
  CommandKind,
  CommandValues,
  ReadinessTrigger,
  TaskReadiness,
} from "./commands/command.ts";
export type { Outcome } from "./commands/outcome.ts";
export type { MessageReport } from "./commands/settle_messages.ts";
export type { Counters, ProcessingStats } from "./commands/stats.ts";
export {
  databaseCheck,
  type HealthCheck,
  type HealthReport,
  listenerCheck,
  serverConnectionsCheck,
} from "./health_check.ts";
export { type App, type AppOptions, type CallerInfo, createApp, createHealthApp } from "./http/app.ts";
export type { ShownConfig } from "./http/config_routes.ts";
export { type CheckedReport, Health, type HealthOptions } from "./http/health.ts";
export type { EventFilter, EventKind } from "./http/live/audience.ts";
export type { EventId } from "./http/live/event_id.ts";
export { type Follow, LiveFeed, type LiveFeedOptions } from "./http/live/live_feed.ts";
export type { MetricsRouteOptions } from "./http/metrics_route.ts";
export { HttpServer, serveHttp, type ServeOptions } from "./http/serve.ts";
export { Orchestrator, type OrchestratorOptions } from "./orchestrator.ts";
export { type DepthTier, QueueGauge, type QueueGaugeOptions } from "./queue_gauge.ts";
export { ApiCaches } from "./sight/api_caches.ts";
export type { Cache, CacheOptions } from "./sight/cache.ts";
export {
  databaseFamilies,
  type DatabaseFamiliesOptions,
  processGauge,
  type ReadFamily,
} from "./sight/metrics_source.ts";
export { exportMetrics } from "./sight/otel_metrics.ts";
