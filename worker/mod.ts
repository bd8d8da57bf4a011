/**
 * A worker, and what handlers are written with.
 *
 * @module
 */
export type { CircuitConfig } from "../config/components/circuit_breakers.ts";
export type { WorkerConfig } from "../config/components/worker.ts";
export { Breaker, type BreakerCounters, type BreakerOptions } from "../core/breaker.ts";
export type { Circuit, CircuitPolicy, Ticket } from "../core/circuit.ts";
export * from "../core/mod.ts";
export type { CreatedTask, TaskRequest } from "../core/wire.ts";
export type { ClaimedWork } from "../orchestration/calls/works.ts";
export type { SecretsOptions } from "../core/secrets/keyring.ts";
export { logScopes } from "../core/telemetry/log_scope.ts";
export type { Handler, HandlerResolver } from "./registry.ts";
export { type StopOptions, Worker } from "./worker.ts";
export type {
  AbortReason,
  WorkerDatabase,
  WorkerOptions,
  WorkerTask,
  WorkerTestSignals,
} from "./worker_options.ts";
export type { WorkerState, WorkerStatus } from "./worker_status.ts";
