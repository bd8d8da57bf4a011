import { z } from "@hono/zod-openapi";
import type { Json } from "../../core/json.ts";
import { STEP_STATES } from "../../core/states.ts";

const time = () => z.iso.datetime({ offset: true });

/** A change of state. Source: `sql/views/task_transitions.sql`, `sql/views/workflow_step_transitions.sql`. */
export const transitionSchema = z.object({
  sort_key: z.int().openapi({ description: "Its place among the changes, from 1" }),
  from_state: z.string().nullable().openapi({ description: "Null for the first" }),
  to_state: z.string(),
  most_recent: z.boolean(),
  created_at: time(),
  metadata: z.record(z.string(), z.unknown()),
}).openapi("Transition");

/** A step. Source: `sql/functions/reading/get_step.sql`. */
export const stepSchema = z.object({
  step_uuid: z.guid(),
  task_uuid: z.guid(),
  name: z.string(),
  position: z.int(),
  created_at: time(),
  updated_at: time(),
  completed_at: time().nullable(),
  results: z.unknown().openapi({ description: "What its handler returned" }),
  error: z.unknown().openapi({ description: "Why its last attempt failed; null if it did not" }),
  current_state: z.enum(STEP_STATES),
  dependencies_satisfied: z.boolean(),
  retry_eligible: z.boolean(),
  ready_for_execution: z.boolean(),
  total_parents: z.int(),
  completed_parents: z.int(),
  attempts: z.int(),
  max_attempts: z.int(),
  last_failure_at: time().nullable(),
  next_retry_at: time().nullable(),
  last_attempted_at: time().nullable(),
  worker_uuid: z.guid().nullable(),
  leased_until: time().nullable(),
  handler: z.string(),
  dependencies: z.array(z.string()).openapi({ description: "Names of the steps it needs" }),
  transitions: z.array(transitionSchema).optional(),
}).openapi("Step");

/** Who executed a step, and how it ended. Source: `sql/functions/reading/get_step_audit.sql`. */
export const stepAuditSchema = z.object({
  transition_id: z.int(),
  workflow_step_uuid: z.guid(),
  task_uuid: z.guid(),
  step_name: z.string(),
  recorded_at: time(),
  worker_uuid: z.guid().nullable(),
  correlation_id: z.guid().nullable(),
  attempt: z.int(),
  success: z.boolean(),
  from_state: z.enum(STEP_STATES).nullable(),
  to_state: z.enum(STEP_STATES),
  execution_time_ms: z.int().nullable(),
  result: z.unknown(),
  error: z.unknown(),
}).openapi("StepAudit");

const anyJson = () =>
  z.custom<Json>((value) => value !== undefined, "is missing").openapi({
    type: ["object", "array", "string", "number", "boolean", "null"],
    description: "Any JSON value",
  });
const words = (max: number) => z.string().min(1).max(max);
/** What a body says of who acts. */
const CLAIMED =
  "Who asks, where callers need not say who they are; else the name of the caller's credential is recorded";
const reason = () => words(500).openapi({ description: "For the record" });
const who = () => words(255).optional().openapi({ description: CLAIMED });

/** Body of `PATCH …/workflow_steps/{step}`. */
export const stepActionSchema = z.discriminatedUnion("action_type", [
  z.strictObject({ action_type: z.literal("reset_for_retry"), reason: reason(), reset_by: who() })
    .openapi("ResetForRetry", { description: "Gives a step in error a fresh set of attempts" }),
  z.strictObject({ action_type: z.literal("resolve_manually"), reason: reason(), resolved_by: who() })
    .openapi("ResolveManually", { description: "Counts a step as done without a result" }),
  z.strictObject({
    action_type: z.literal("complete_manually"),
    completion_data: z.strictObject({ result: anyJson() }),
    reason: reason(),
    completed_by: who(),
  }).openapi("CompleteManually", { description: "Completes a step with a result that a person gives" }),
])
  .openapi("StepManualAction");

/** Names the step in a path. */
export const stepPathSchema = z.object({ task_uuid: z.guid(), step_uuid: z.guid() });
