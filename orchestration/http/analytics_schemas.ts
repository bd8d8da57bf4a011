import { z } from "@hono/zod-openapi";
import { namespaceFilter } from "./namespace_filter.ts";

const time = () => z.iso.datetime({ offset: true });
const count = () => z.int().min(0);
const seconds = () => z.number().nullable();
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Query of `GET /v1/analytics/performance`. */
export const performanceQuerySchema = z.strictObject({
  hours: whole(1, 24 * 365).default(24).openapi({ description: "Length of the period up to now" }),
  namespace: namespaceFilter(),
});

/** Query of `GET /v1/analytics/bottlenecks` and of the slowest. */
export const slowestQuerySchema = z.strictObject({
  hours: whole(1, 24 * 365).default(24).openapi({ description: "Length of the period up to now" }),
  limit: whole(1, 100).default(10),
  min_executions: whole(1, 1_000_000).default(5).openapi({ description: "What ran less often is left out" }),
  namespace: namespaceFilter(),
});

/** What `GET /v1/analytics/performance` answers. */
export const performanceSchema = z.object({
  metrics: z.object({
    active_tasks_count: count(),
    total_namespaces_count: count(),
    unique_task_types_count: count(),
    system_health_score: z.number(),
    task_throughput: count(),
    completion_count: count(),
    error_count: count(),
    completion_rate: z.number(),
    error_rate: z.number(),
    avg_task_duration: z.number(),
    avg_step_duration: z.number(),
    step_throughput: count(),
    analysis_period_start: time(),
    calculated_at: time(),
  }).nullable().openapi({ description: "Of all namespaces; null where only some were asked for" }),
  percentiles: z.array(z.object({
    kind: z.enum(["task", "step"]),
    namespace: z.string(),
    ended_count: count(),
    error_count: count(),
    p50_seconds: seconds(),
    p90_seconds: seconds(),
    p95_seconds: seconds(),
    p99_seconds: seconds(),
    max_seconds: seconds(),
  })).openapi({ description: "Computed from every task and attempt that ended in the period" }),
}).openapi("Performance");

const template = { namespace_name: z.string(), task_name: z.string(), version: z.string() };
const rates = {
  average_duration_seconds: z.number(),
  max_duration_seconds: z.number(),
  execution_count: count(),
  error_count: count(),
  error_rate: z.number().min(0).max(1),
  last_executed_at: time(),
};

/** What `GET /v1/analytics/bottlenecks` answers. */
export const bottlenecksSchema = z.object({
  slow_steps: z.array(z.object({ ...template, step_name: z.string(), ...rates })),
  slow_tasks: z.array(
    z.object({ ...template, ...rates, average_step_count: z.number(), total_error_steps: count() }),
  ),
  resource_utilization: z.object({
    database_connections_used: count().nullable(),
    database_connections_max: count().nullable(),
    database_utilization: z.number().min(0).max(1).nullable(),
    workers_count: count(),
    worker_slots: count().nullable().openapi({ description: "Null when no live worker tells" }),
    worker_steps: count().openapi({
      description: "Steps that they hold, those that wait for a free slot too",
    }),
    worker_utilization: z.number().min(0).max(1).nullable(),
    ready_steps: count().openapi({ description: "Steps that wait for a worker" }),
    pending_steps: count().nullable(),
    in_progress_steps: count().nullable(),
    waiting_for_retry_steps: count().nullable(),
    error_steps: count().nullable(),
  }).openapi({ description: "Now; what is of all namespaces is null where only some were asked for" }),
  recommendations: z.array(z.string()),
}).openapi("Bottlenecks");

/** A row of `GET /v1/analytics/slowest-steps`. Source: `sql/functions/analytics/get_slowest_steps.sql`. */
export const slowStepSchema = z.object({
  workflow_step_uuid: z.guid(),
  task_uuid: z.guid(),
  step_name: z.string(),
  task_name: z.string(),
  namespace_name: z.string(),
  version: z.string(),
  duration_seconds: z.number(),
  attempts: count(),
  created_at: time(),
  completed_at: time(),
  retryable: z.boolean(),
  step_status: z.string(),
}).openapi("SlowStep");

/** A row of `GET /v1/analytics/slowest-tasks`. Source: `sql/functions/analytics/get_slowest_tasks.sql`. */
export const slowTaskSchema = z.object({
  task_uuid: z.guid(),
  task_name: z.string(),
  namespace_name: z.string(),
  version: z.string(),
  duration_seconds: z.number(),
  step_count: count(),
  completed_steps: count(),
  error_steps: count(),
  created_at: time(),
  completed_at: time(),
  initiator: z.string().nullable(),
  source_system: z.string().nullable(),
}).openapi("SlowTask");
