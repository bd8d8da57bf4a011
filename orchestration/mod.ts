/**
 * What drives workflows besides workers: the orchestrator, and the HTTP API. Neither holds a rule of the workflow: they
 * call the functions of `tasker_v1` and obey the answers.
 *
 * @module
 */
export { AccessControl, type AccessControlOptions } from "./access/access_control.ts";
export type { Authenticator, Authorization, Authorizer, CallHead, Verified } from "./access/authenticator.ts";
export type { Permission } from "./access/permissions.ts";
export {
  type Grant,
  makePrincipal,
  type NamespaceScope,
  type Principal,
  type PrincipalKind,
} from "./access/principal.ts";
export type { CreatedTask, TaskRequest } from "../core/wire.ts";
export type { FinalizedTask } from "./calls/finalize_task_completion.ts";
export type { ProcessedStepResult } from "./calls/process_step_results.ts";
export type { Message } from "./calls/read_messages.ts";
export type { SystemHealth } from "./commands/check_health.ts";
export type {
  Command,
  CommandKind,
  CommandOf,
  CommandValues,
  ReadinessTrigger,
  TaskReadiness,
} from "./commands/command.ts";
export type { Outcome } from "./commands/outcome.ts";
export type { MessageReport } from "./commands/settle_messages.ts";
export type { Counters, ProcessingStats } from "./commands/stats.ts";
export { circuitCheck, circuitFamily, databaseBreaker, outgoingBreaker } from "./breaker_check.ts";
export {
  databaseCheck,
  embeddedServerCheck,
  type HealthCheck,
  type HealthReport,
  listenerCheck,
  serverConnectionsCheck,
} from "./health_check.ts";
export { type App, type AppOptions, type CallerInfo, createApp, createHealthApp } from "./http/app.ts";
export { type CheckedReport, Health, type HealthOptions } from "./http/health.ts";
export { LiveFeed, type LiveFeedOptions } from "./http/live/live_feed.ts";
export type { ShownConfig } from "./http/config_routes.ts";
export { HttpServer, serveHttp, type ServeOptions } from "./http/serve.ts";
export { Listener, type ListenerOptions } from "./listener.ts";
export { Orchestrator, type OrchestratorOptions } from "./orchestrator.ts";
export { type DepthTier, QueueGauge, type QueueGaugeOptions } from "./queue_gauge.ts";
export { ManagedService, type Service } from "./service.ts";
export type { MetricsRouteOptions } from "./http/metrics_route.ts";
export { ApiCaches } from "./sight/api_caches.ts";
export { databaseFamilies, processGauge, type ReadFamily } from "./sight/metrics_source.ts";
export { exportMetrics } from "./sight/otel_metrics.ts";
export { type Subscription, together } from "./subscription.ts";
