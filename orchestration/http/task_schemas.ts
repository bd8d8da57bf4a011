import { z } from "@hono/zod-openapi";
import { TASK_STATES } from "../../core/states.ts";
import { annotationSchema } from "./annotation_schemas.ts";
import { problemSchema } from "./problem_schema.ts";
import { stepSchema, transitionSchema } from "./step_schemas.ts";

const name = (max = 255) => z.string().min(1).max(max);
const time = () => z.iso.datetime({ offset: true });
const context = () =>
  z.custom<Record<string, unknown>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "must be an object",
  ).openapi({
    type: "object",
    additionalProperties: true,
    description: "The input, as the template's schema asks",
  });

/** Body of `POST /v1/tasks`. Source: `sql/functions/tasks/create_tasks.sql`. */
export const taskRequestSchema = z.strictObject({
  namespace: name().openapi({ example: "orders" }),
  name: name().openapi({ example: "order_fulfillment" }),
  version: name(50).optional().openapi({
    description: "Semantic version; the highest unless given",
    example: "1.0.0",
  }),
  context: context(),
  priority: z.int().min(-100).max(100).optional().openapi({
    description: "Higher runs earlier; 0 unless given",
  }),
  tags: z.array(z.string().max(255)).max(100).optional(),
  idempotency_key: name().optional().openapi({ description: "The same key gives the same task" }),
  request_key: name().optional().openapi({
    description:
      "Made by clients for each call, so that they can repeat it; gives way to idempotency_key and to a strict identity",
  }),
  run_at: time().optional().openapi({ description: "Not before this time" }),
  requested_at: time().optional(),
  correlation_id: z.guid().optional().openapi({
    description: "Shared by everything that one request set off",
  }),
  parent_correlation_id: z.guid().optional(),
  initiator: name().optional(),
  source_system: name().optional(),
  reason: name(500).optional(),
}).openapi("TaskRequest");

/** Body of `POST /v1/tasks/batch`. */
export const taskRequestsSchema = z.array(taskRequestSchema).min(1).max(10_000);

/** One of what `POST /v1/tasks/batch` answers. */
export const createdTaskSchema = z.object({
  position: z.int().openapi({ description: "Its place among the requests, counted from 0" }),
  task_uuid: z.guid(),
  created: z.boolean().openapi({ description: "False when the task existed already" }),
}).openapi("CreatedTask");

const count = () => z.int().min(0);

/** A task in a list. Source: `sql/functions/reading/list_tasks.sql`. */
export const listedTaskSchema = z.object({
  task_uuid: z.guid(),
  namespace: z.string(),
  name: z.string(),
  version: z.string(),
  status: z.enum(TASK_STATES),
  created_at: time(),
  updated_at: time(),
  completed_at: time().nullable(),
  requested_at: time(),
  initiator: z.string().nullable(),
  source_system: z.string().nullable(),
  reason: z.string().nullable(),
  priority: z.int(),
  tags: z.array(z.string()),
  correlation_id: z.guid(),
  parent_correlation_id: z.guid().nullable(),
  total_steps: count(),
  pending_steps: count(),
  enqueued_steps: count(),
  in_progress_steps: count(),
  waiting_for_retry_steps: count(),
  completed_steps: count(),
  failed_steps: count(),
  cancelled_steps: count(),
  ready_steps: count(),
  execution_status: z.string().openapi({ example: "all_complete" }),
  recommended_action: z.string().nullable(),
  completion_percentage: z.number().min(0).max(100),
  health_status: z.string().openapi({ example: "healthy" }),
}).openapi("ListedTask");

/** A task. Source: `sql/functions/reading/get_task.sql`. */
export const taskSchema = listedTaskSchema.extend({
  context: context(),
  steps: z.array(stepSchema).optional(),
  transitions: z.array(transitionSchema).optional(),
  annotations: z.array(annotationSchema).optional(),
}).openapi("Task");

/** What `POST /v1/tasks` answers. */
export const taskCreationSchema = taskSchema.extend({
  created: z.boolean().openapi({ description: "False when the task existed already" }),
}).openapi("TaskCreation");

/** What `POST /v1/tasks` answers to `Prefer: return=minimal`. */
export const minimalCreationSchema = z.strictObject({ task_uuid: z.guid(), created: z.boolean() })
  .openapi("MinimalTaskCreation");

/** One of what `POST /v1/tasks/batch?atomic=false` answers. */
export const taskOutcomeSchema = createdTaskSchema.extend({
  task_uuid: z.guid().nullable().openapi({ description: "Null where the request was refused" }),
  error: problemSchema.optional().openapi({ description: "Why it was refused" }),
}).openapi("TaskOutcome");

/** Body of `PATCH /v1/tasks/{uuid}`. Source: `sql/functions/operators/change_task.sql`. */
export const taskChangesSchema = z.strictObject({
  reason: name(500).nullable().optional(),
  tags: z.array(name()).max(100).nullable().optional(),
}).refine((changes) => Object.keys(changes).length > 0, { error: "must change something" })
  .openapi("TaskChanges");

/** What `GET /v1/tasks/{uuid}/summary` answers. Source: `sql/functions/reading/get_task_summary.sql`. */
export const taskSummarySchema = z.object({
  task: listedTaskSchema,
  template: z.object({
    namespace: z.string(),
    name: z.string(),
    version: z.string(),
    description: z.string().nullable(),
    steps: z.array(z.record(z.string(), z.unknown())),
  }),
  steps: z.array(stepSchema.omit({ results: true, transitions: true })),
  dlq: z.object({
    dlq_entry_uuid: z.guid(),
    dlq_reason: z.string(),
    resolution_status: z.string(),
    dlq_timestamp: time(),
  }).nullable(),
  links: z.object({ task: z.string(), steps: z.string(), dlq: z.string() }),
}).openapi("TaskSummary");

/** Names the task in a path. */
export const taskPathSchema = z.object({ task_uuid: z.guid() });
