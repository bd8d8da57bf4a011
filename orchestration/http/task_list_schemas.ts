import { z } from "@hono/zod-openapi";
import { TASK_STATES } from "../../core/states.ts";
import { listedTaskSchema } from "./task_schemas.ts";

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Query of `GET /v1/tasks`. Source: `sql/functions/reading/list_tasks.sql`. */
export const taskListQuerySchema = z.strictObject({
  page: whole(1, 999_999).optional().openapi({ description: "Number of the page; 1 unless given" }),
  per_page: whole(1, 100).default(25),
  cursor: z.guid().optional().openapi({
    description: "Instead of a page: the next_cursor of the page before",
  }),
  namespace: z.string().optional(),
  name: z.string().optional(),
  version: z.string().optional(),
  status: z.union([z.enum(TASK_STATES), z.array(z.enum(TASK_STATES))], {
    error: `must be one of ${TASK_STATES.join(", ")}`,
  }).optional().openapi({ description: "May be repeated" }),
  initiator: z.string().optional(),
  source_system: z.string().optional(),
  tag: z.string().optional(),
  correlation_id: z.guid().optional(),
  created_after: z.iso.datetime({ offset: true }).optional(),
  created_before: z.iso.datetime({ offset: true }).optional(),
}).refine((query) => query.page === undefined || query.cursor === undefined, {
  path: ["cursor"],
  error: "does not go with a page",
});

/** What `GET /v1/tasks` answers. */
export const taskListSchema = z.object({
  tasks: z.array(listedTaskSchema),
  pagination: z.object({
    page: z.int().nullable().openapi({ description: "Null when a cursor was given" }),
    per_page: z.int(),
    total_count: z.int().nullable().openapi({ description: "Null when a cursor was given" }),
    total_pages: z.int().nullable(),
    has_next: z.boolean(),
    has_previous: z.boolean(),
    next_cursor: z.guid().nullable(),
  }),
}).openapi("TaskList");
