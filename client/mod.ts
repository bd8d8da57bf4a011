/**
 * A typed client of tasker's HTTP API, for any JavaScript runtime with `fetch`: Deno, Node, Bun, browsers.
 *
 * ```ts no-eval
 * import { TaskerClient } from "@tasker/tasker/client";
 *
 * const client = new TaskerClient({ url: "http://127.0.0.1:8080", apiKey: "tk_…" });
 * const task = await client.create({ namespace: "shapes", name: "linear", context: { even_number: 6 } });
 * const results = await task.result({ timeoutMs: 60_000 });
 * ```
 *
 * @module
 */
export type {
  AggregatedDurations,
  Bottlenecks,
  DurationPercentiles,
  Performance,
  PerformanceMetrics,
  ResourceUtilization,
  SlowStep,
  SlowTask,
} from "../core/analytics.ts";
export type { Annotation } from "../core/annotation.ts";
export type {
  DlqChanges,
  DlqEntry,
  DlqFilter,
  DlqReason,
  DlqResolution,
  DlqStats,
  QueuedInvestigation,
  TaskStaleness,
} from "../core/dlq_entry.ts";
export type { ErrorCode, ErrorKind, TaskerErrorOptions } from "../core/errors.ts";
export { DLQ_REASONS, DLQ_RESOLUTIONS } from "../core/dlq_entry.ts";
export { TaskerError } from "../core/errors.ts";
export type { Fault } from "../core/fault.ts";
export type { HealthCheckReport, HealthReport } from "../core/health_report.ts";
export type { Json, JsonObject } from "../core/json.ts";
export type { RedrivenTask } from "../core/operation.ts";
export type { Reason } from "../core/reason.ts";
export type { StepAudit } from "../core/step_audit.ts";
export type { StepState, TaskState } from "../core/states.ts";
export type { TaskGraph, TaskGraphNode } from "../core/task_graph.ts";
export type { TaskMatch } from "../core/task_match.ts";
export type {
  ListedTemplate,
  NamespaceView,
  RegisteredTemplate,
  TemplateName,
  TemplateView,
} from "../core/template_view.ts";
export type {
  ListedTask,
  StepFailure,
  StepView,
  TaskRequest,
  TaskView,
  TransitionView,
} from "../core/wire.ts";
export type { HandlerView, HeldStep, WorkerDetail, WorkerView } from "../core/worker_view.ts";
export type { ChangesOptions } from "./_changes.ts";
export type { CreateOptions } from "./_create_tasks.ts";
export type { WaitOptions } from "./_wait.ts";
export type {
  EventFacts,
  EventsOptions,
  StepTransitionEvent,
  TaskerEvent,
  TaskTransitionEvent,
} from "./events.ts";
export type {
  CallOptions,
  ConnectionOptions,
  RetryOptions,
  Secret,
  SecretRequest,
  TraceContext,
} from "./connection_options.ts";
export {
  AnalyticsClient,
  type BottleneckFilter,
  type PeriodFilter,
  type SlowestFilter,
} from "./analytics_client.ts";
export { DlqClient } from "./dlq_client.ts";
export { type Act, StepsClient } from "./steps_client.ts";
export type { TaskFilter, TaskPage } from "./task_filter.ts";
export { type AnyResults, TaskHandle } from "./task_handle.ts";
export { TaskerClient } from "./tasker_client.ts";
export { TemplatesClient, type TemplateSource } from "./templates_client.ts";
export { type WorkerFilter, WorkersClient } from "./workers_client.ts";
