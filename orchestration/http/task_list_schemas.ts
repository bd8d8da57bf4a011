import { z } from "@hono/zod-openapi";
import { parseExactly } from "../../core/exact_json.ts";
import { TASK_STATES } from "../../core/states.ts";
import { fieldsParameter } from "./fields.ts";
import { namespaceFilter } from "./namespace_filter.ts";
import { listedTaskSchema } from "./task_schemas.ts";

/** JSON in a parameter. */
const jsonText = () =>
  z.string().max(10_000).transform((text, context) => {
    try {
      return parseExactly(text);
    } catch {
      context.addIssue({ code: "custom", message: "must be JSON" });
      return z.NEVER;
    }
  });

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Query of `GET /v1/tasks`. Source: `sql/functions/reading/list_tasks.sql`. */
export const taskListQuerySchema = z.strictObject({
  page: whole(1, 999_999).optional().openapi({ description: "Number of the page; 1 unless given" }),
  per_page: whole(1, 100).default(25),
  cursor: z.guid().optional().openapi({
    description: "Instead of a page: the next_cursor of the page before",
  }),
  namespace: namespaceFilter(),
  name: z.string().max(255).optional(),
  version: z.string().max(255).optional(),
  status: z.union([z.enum(TASK_STATES), z.array(z.enum(TASK_STATES))], {
    error: `must be one of ${TASK_STATES.join(", ")}`,
  }).optional().openapi({ description: "May be repeated" }),
  initiator: z.string().max(255).optional(),
  source_system: z.string().max(255).optional(),
  tag: z.string().max(255).optional(),
  correlation_id: z.guid().optional(),
  created_after: z.iso.datetime({ offset: true }).optional(),
  created_before: z.iso.datetime({ offset: true }).optional(),
  completed_after: z.iso.datetime({ offset: true }).optional(),
  search: z.string().min(1).max(1000).optional().openapi({
    description: 'Words of the attributes that the templates declare searchable: words, "phrases", or, -not',
    example: '"Ada Lovelace" -test',
  }),
  annotation_type: z.string().max(64).optional().openapi({ description: "Annotated so" }),
  annotation: jsonText().optional().openapi({
    type: "string",
    description: "Annotated with something that contains this JSON",
    example: '{"text":"Customer called"}',
  }),
  fields: fieldsParameter(listedTaskSchema),
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
