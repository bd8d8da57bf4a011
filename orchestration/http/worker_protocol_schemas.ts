import { z } from "@hono/zod-openapi";

const time = () => z.iso.datetime({ offset: true });
const record = () => z.record(z.string(), z.unknown());
const namespaces = () =>
  z.array(z.string().min(1).max(29)).min(1).max(100).openapi({ example: ["payments"] });
const lease = () =>
  z.number().min(1).max(86_400).default(30).openapi({
    description: "How long steps are its own without a heartbeat, in seconds",
  });

/** Body of `POST /v1/workers`. */
export const registrationSchema = z.strictObject({
  worker_uuid: z.guid().optional().openapi({
    description: "A new one for each process; made here unless given",
  }),
  namespaces: namespaces(),
  handlers: z.array(z.string().min(1).max(255)).max(10_000).nullable().optional().openapi({
    description: "Callables it can run; any unless given",
    example: ["payments.charge"],
  }),
  info: record().optional().openapi({ description: "Host, version and the like, for people" }),
}).openapi("WorkerRegistration");

/** What `POST /v1/workers` answers. */
export const registeredWorkerSchema = z.object({ worker_uuid: z.guid(), registered_at: time() })
  .openapi("RegisteredWorker");

/** Body of `POST /v1/workers/{uuid}/claim`. */
export const claimRequestSchema = z.strictObject({
  namespaces: namespaces(),
  limit: z.int().min(1).max(1000).default(1).openapi({ description: "Most steps it wants" }),
  lease_seconds: lease(),
  wait_seconds: z.number().min(0).max(25).default(0).openapi({
    description: "How long to wait for a step if none is ready",
  }),
}).openapi("ClaimRequest");

/** A step that a worker holds. Source: `sql/functions/steps/claim_steps.sql`. */
export const claimedStepSchema = z.object({
  step_uuid: z.guid(),
  task_uuid: z.guid(),
  attempt: z.int().openapi({ description: "Goes back with the result: another attempt's result is ignored" }),
  namespace: z.string(),
  task_name: z.string(),
  version: z.string(),
  step_name: z.string(),
  handler: z.string(),
  context: z.unknown().openapi({ description: "The task's input" }),
  dependencies: record().openapi({ description: "Results of the steps it needs, by name" }),
  inputs: z.unknown(),
  max_attempts: z.int(),
  timeout_seconds: z.int().nullable(),
  leased_until: time(),
  correlation_id: z.guid(),
  handler_method: z.string().nullable(),
  handler_resolver: z.string().nullable(),
}).openapi("ClaimedStep");

const errorSchema = z.strictObject({
  message: z.string().max(10_000),
  error_type: z.string().max(255).optional(),
  retryable: z.boolean().optional().openapi({
    description: "Whether another attempt may help; true unless given",
  }),
  error_code: z.string().max(255).optional(),
  backtrace: z.array(z.string().max(2000)).max(200).optional(),
}).openapi("StepError");

/** Body of `POST /v1/workers/{uuid}/complete`. */
export const completionSchema = z.strictObject({
  results: z.array(
    z.strictObject({
      step_uuid: z.guid(),
      attempt: z.int().min(0).max(32_767),
      success: z.boolean(),
      result: z.unknown(),
      error: errorSchema.optional(),
      retry_after_seconds: z.number().min(0).max(31_536_000).optional(),
    }).partial({ result: true }),
  ).min(1).max(1000),
  take: z.int().min(0).max(1000).default(0).openapi({
    description: "Most of the steps that become ready by this to claim along",
  }),
  lease_seconds: lease(),
}).openapi("Completion");

/** What `POST /v1/workers/{uuid}/complete` answers. */
export const completedSchema = z.object({
  outcomes: z.array(
    z.object({ step_uuid: z.guid(), attempt: z.int(), outcome: z.enum(["recorded", "stale"]) }),
  ),
  steps: z.array(claimedStepSchema).openapi({ description: "Steps taken along" }),
}).openapi("Completed");

/** Body of `POST /v1/workers/{uuid}/heartbeat`. */
export const heartbeatRequestSchema = z.strictObject({ lease_seconds: lease() }).openapi("HeartbeatRequest");

/** What `POST /v1/workers/{uuid}/heartbeat` answers. Source: `sql/functions/workers/heartbeat.sql`. */
export const heartbeatSchema = z.object({
  leased_until: time(),
  cancelled_step_uuids: z.array(z.guid()).openapi({ description: "Steps whose attempts to abort" }),
}).openapi("Heartbeat");

/** Body of `POST /v1/workers/{uuid}/release`. */
export const releaseSchema = z.strictObject({ step_uuids: z.array(z.guid()).min(1).max(1000) }).openapi(
  "Release",
);

/** What releasing and signing off answer. */
export const releasedSchema = z.object({ released_count: z.int() }).openapi("Released");
