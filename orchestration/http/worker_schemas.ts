import { z } from "@hono/zod-openapi";

const time = () => z.iso.datetime({ offset: true });

/** A worker. Source: `sql/functions/workers/list_workers.sql`. */
export const workerSchema = z.object({
  worker_uuid: z.guid(),
  namespaces: z.array(z.string()),
  handlers: z.array(z.string()).nullable().openapi({ description: "Callables it can run; null means any" }),
  info: z.record(z.string(), z.unknown()),
  state: z.enum(["running", "stopped", "dead"]),
  is_alive: z.boolean(),
  steps_count: z.int().openapi({ description: "Steps it holds" }),
  registered_at: time(),
  heartbeat_at: time(),
  leased_until: time(),
}).openapi("Worker");

/** A worker in full. Source: `sql/functions/workers/get_worker.sql`. */
export const workerDetailSchema = workerSchema.extend({
  uptime_seconds: z.number(),
  steps: z.array(z.object({
    step_uuid: z.guid(),
    task_uuid: z.guid(),
    namespace: z.string(),
    task_name: z.string(),
    step_name: z.string(),
    attempt: z.int(),
    leased_until: time(),
  })).openapi({ description: "What it holds now" }),
}).openapi("WorkerDetail");

/** Names a worker in a path. */
export const workerPathSchema = z.object({ worker_uuid: z.guid() });

/** A callable that templates name. Source: `sql/functions/templates/list_handlers.sql`. */
export const handlerSchema = z.object({
  namespace: z.string(),
  callable: z.string(),
  steps: z.array(z.object({ task_name: z.string(), version: z.string(), step_name: z.string() })),
  workers_count: z.int().openapi({ description: "Live workers of the namespace that have it" }),
}).openapi("Handler");
