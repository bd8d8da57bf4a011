/**
 * A worker, and what handlers are written with.
 *
 * @module
 */
export { defineTask, TaskDefinition } from "../core/define_task.ts";
export type { ArgsOf, ResultsOf } from "../core/define_task.ts";
export type { TaskOptions } from "../core/task_options.ts";
export type { RetryOptions, StepOptions } from "../core/define_step.ts";
export { TaskerError } from "../core/errors.ts";
export type { ErrorCode, ErrorKind } from "../core/errors.ts";
export { PermanentError, RetryableError } from "../core/handler_errors.ts";
export type { PermanentErrorOptions, RetryableErrorOptions } from "../core/handler_errors.ts";
export type { Json, JsonObject } from "../core/json.ts";
export type { StepContext, StepLog } from "../core/step_context.ts";
export {
  type MaybePromise,
  type StepFunction,
  StepHandler,
  type StepProcessor,
} from "../core/step_handler.ts";
export type { Template } from "../core/template.ts";
export type { ClaimedWork } from "../orchestration/calls/claim.ts";
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
