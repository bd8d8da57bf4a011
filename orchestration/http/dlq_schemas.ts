import { z } from "@hono/zod-openapi";
import { TASK_STATES } from "../../core/states.ts";
import { DLQ_REASONS, DLQ_RESOLUTIONS } from "../calls/dlq_entry.ts";

const time = () => z.iso.datetime({ offset: true });
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const words = (max: number) => z.string().min(1).max(max);
const record = () => z.record(z.string(), z.unknown());

const task = {
  task_uuid: z.guid(),
  namespace_name: z.string(),
  task_name: z.string(),
  version: z.string(),
  current_state: z.enum(TASK_STATES),
};

/** An investigation. Source: `sql/views/v_dlq_entries.sql`. */
export const dlqEntrySchema = z.object({
  dlq_entry_uuid: z.guid(),
  ...task,
  original_state: z.enum(TASK_STATES).openapi({ description: "State when the investigation was opened" }),
  dlq_reason: z.enum(DLQ_REASONS),
  dlq_timestamp: time(),
  resolution_status: z.enum(DLQ_RESOLUTIONS),
  resolution_timestamp: time().nullable(),
  resolution_notes: z.string().nullable(),
  resolved_by: z.string().nullable(),
  metadata: record(),
  task_snapshot: record().openapi({
    description: "The task and its steps when the investigation was opened",
  }),
  updated_at: time(),
}).openapi("DlqEntry");

/** Query of `GET /v1/dlq`. */
export const dlqQuerySchema = z.strictObject({
  resolution_status: z.enum(DLQ_RESOLUTIONS).optional(),
  reason: z.enum(DLQ_REASONS).optional(),
  limit: whole(1, 1000).default(50),
  offset: whole(0, 1_000_000_000).default(0),
});

/** Query of lists without filters. */
export const limitQuerySchema = z.strictObject({ limit: whole(1, 1000).default(100) });

/** Body of `PATCH /v1/dlq/entry/{uuid}`. */
export const dlqChangesSchema = z.strictObject({
  resolution_status: z.enum(DLQ_RESOLUTIONS).optional().openapi({
    description: "Anything but pending closes the investigation; the task is left as it is",
  }),
  resolution_notes: words(10_000).optional(),
  resolved_by: words(255).optional().openapi({
    description: "Who closes it, where callers need not say who they are; else their own name is recorded",
  }),
  metadata: record().optional().openapi({ description: "Added to what is there" }),
}).openapi("DlqChanges");

/** Body of `POST /v1/dlq/task/{uuid}` and of a redrive. */
export const dlqOperationSchema = z.strictObject({
  by: words(255).optional().openapi({
    description: "Who asks, where callers need not say who they are; else their own name is recorded",
  }),
  reason: words(500).openapi({ description: "For the record" }),
}).openapi("DlqOperation");

/** What a redrive answers. Source: `sql/functions/dlq/redrive_task.sql`. */
export const redrivenTaskSchema = z.object({
  task_uuid: z.guid(),
  redriven_task_uuid: z.guid().openapi({ description: "The task that runs now" }),
  is_new: z.boolean().openapi({ description: "Whether a new task took the place of one that is over" }),
  reset_step_uuids: z.array(z.guid()).openapi({ description: "Steps that got fresh attempts" }),
  dlq_entry_uuid: z.guid().nullable().openapi({ description: "The investigation that was closed" }),
}).openapi("RedrivenTask");

/** A row of `GET /v1/dlq/stats`. Source: `sql/views/v_dlq_dashboard.sql`. */
export const dlqStatsSchema = z.object({
  dlq_reason: z.enum(DLQ_REASONS),
  total_entries: z.int(),
  pending: z.int(),
  manually_resolved: z.int(),
  permanent_failures: z.int(),
  cancelled: z.int(),
  oldest_entry: time().nullable(),
  newest_entry: time().nullable(),
  avg_resolution_time_minutes: z.number().nullable(),
}).openapi("DlqStats");

/** A row of `GET /v1/dlq/investigation-queue`. Source: `sql/views/v_dlq_investigation_queue.sql`. */
export const queuedInvestigationSchema = z.object({
  dlq_entry_uuid: z.guid(),
  ...task,
  original_state: z.enum(TASK_STATES),
  dlq_reason: z.enum(DLQ_REASONS),
  dlq_timestamp: time(),
  minutes_in_dlq: z.int(),
  time_in_state_minutes: z.int(),
  priority_score: z.int().openapi({
    description: "A weight for the reason, plus the minutes it has been open",
  }),
}).openapi("QueuedInvestigation");

/** A row of `GET /v1/dlq/staleness`. Source: `sql/views/v_task_staleness_monitoring.sql`. */
export const taskStalenessSchema = z.object({
  ...task,
  moved_at: time(),
  time_in_state_minutes: z.int().openapi({
    description: "Minutes since the task or a step of it last moved",
  }),
  task_age_minutes: z.int(),
  staleness_threshold_minutes: z.int(),
  max_duration_minutes: z.int(),
  has_waker: z.boolean().openapi({ description: "Whether a worker or a timer will move it" }),
  health_status: z.enum(["healthy", "warning", "stale"]),
  priority: z.int(),
}).openapi("TaskStaleness");

/** Names the entry in a path. */
export const dlqEntryPathSchema = z.object({ entry_uuid: z.guid() });
