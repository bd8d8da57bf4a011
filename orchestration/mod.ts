/**
 * What drives workflows besides workers: the orchestrator, and the HTTP API. Neither holds a rule of the workflow: they
 * call the functions of `tasker_v1` and obey the answers.
 *
 * @module
 */
export type { Command, CommandKind, CommandOf, CommandValues } from "./commands/command.ts";
export type { Outcome } from "./commands/outcome.ts";
export { databaseCheck, type HealthCheck, type HealthReport } from "./health_check.ts";
export { type App, type AppOptions, createApp, createHealthApp } from "./http/app.ts";
export { Health, type HealthOptions } from "./http/health.ts";
export { HttpServer, serveHttp, type ServeOptions } from "./http/serve.ts";
export { Orchestrator, type OrchestratorOptions } from "./orchestrator.ts";
export { ManagedService, type Service } from "./service.ts";
