import { z } from "@hono/zod-openapi";
import { STEP_STATES, TASK_STATES } from "../../core/states.ts";

const time = () => z.iso.datetime({ offset: true });
const edges = () =>
  z.array(z.object({ from: z.string(), to: z.string(), name: z.string() })).openapi({
    description: "Which step needs which, by name: to needs from",
  });

/** A task as steps and edges. Source: `sql/functions/reading/get_task_graph.sql`. */
export const taskGraphSchema = z.object({
  task_uuid: z.guid(),
  namespace: z.string(),
  name: z.string(),
  version: z.string(),
  status: z.enum(TASK_STATES),
  created_at: time(),
  completed_at: time().nullable(),
  duration_seconds: z.number().openapi({ description: "From creation to the end, or to now" }),
  nodes: z.array(z.object({
    step_uuid: z.guid(),
    name: z.string(),
    position: z.int(),
    level: z.int().openapi({ description: "Length of the longest path to it from a step that needs none" }),
    handler: z.string(),
    state: z.enum(STEP_STATES),
    attempts: z.int(),
    max_attempts: z.int(),
    error: z.string().nullable(),
    started_at: time().nullable().openapi({ description: "When its last attempt began" }),
    ended_at: time().nullable(),
    duration_seconds: z.number().nullable(),
  })),
  edges: edges(),
}).openapi("TaskGraph");

const names = () => z.array(z.string());

/** A template as steps and edges. Source: `sql/functions/templates/get_template_graph.sql`. */
export const templateGraphSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  version: z.string(),
  nodes: z.array(z.object({
    name: z.string(),
    position: z.int(),
    level: z.int(),
    handler: z.string(),
    system: z.string(),
    is_served: z.boolean().openapi({ description: "Whether a live worker of the namespace has the handler" }),
  })),
  edges: edges(),
  execution_order: names(),
  levels: z.array(names()).openapi({ description: "Steps that may run at the same time, level by level" }),
  roots: names(),
  leaves: names(),
  max_depth: z.int(),
  parallel_branches: z.int(),
}).openapi("TemplateGraph");
