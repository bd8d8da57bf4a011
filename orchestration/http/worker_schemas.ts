import { z } from "@hono/zod-openapi";
import { templateGraphSchema } from "./graph_schemas.ts";

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

/** What it takes to run a version of a template. Source: `sql/functions/templates/get_task_handler.sql`. */
export const taskHandlerSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  version: z.string(),
  full_name: z.string().openapi({ example: "shop/order@1.0.0" }),
  description: z.string().nullable(),
  is_latest: z.boolean(),
  versions: z.array(z.string()).openapi({ description: "Every published version, the highest first" }),
  is_available: z.boolean().openapi({ description: "Whether live workers have the handler of every step" }),
  input_schema: z.unknown().openapi({ description: "JSON Schema of the context; null for anything" }),
  step_templates: z.array(z.record(z.string(), z.unknown())).openapi({ description: "In topological order" }),
  dependency_graph: templateGraphSchema.omit({ namespace: true, name: true, version: true }),
}).openapi("TaskHandler");
