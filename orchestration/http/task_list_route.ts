import type { z } from "@hono/zod-openapi";
import { toCamelCase, toSnakeCase } from "../../core/case.ts";
import { type ListedTask, listTasks, type TaskFilter } from "../calls/list_tasks.ts";
import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { answer } from "./json_content.ts";
import { problems } from "./problem_schema.ts";
import { taskListQuerySchema, taskListSchema } from "./task_list_schemas.ts";

const list = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/tasks",
  tags: ["tasks"],
  summary: "Lists tasks, the newest first",
  request: { query: taskListQuerySchema },
  responses: { 200: answer(taskListSchema, "A page of tasks"), ...problems(400) },
});

/** Puts the route that lists tasks on an application. */
export function addTaskListRoute(api: Api, { sql }: ApiContext): void {
  api.openapi(list, async (c) => {
    const { per_page, ...query } = c.req.valid("query");
    const filter = toCamelCase<TaskFilter>(query);
    const page = query.cursor === undefined ? query.page ?? 1 : undefined;
    const rows = await listTasks(sql, { ...filter, limit: per_page, page, withTotal: page !== undefined });
    const total = await totalOf(
      rows,
      page,
      () => listTasks(sql, { ...filter, limit: 1, page: 1, withTotal: true }),
    );
    const has_next = total === null ? rows.length === per_page : (page ?? 1) * per_page < total;
    const answer: z.infer<typeof taskListSchema> = {
      tasks: rows.map(({ totalCount: _, ...task }) => toSnakeCase(task)),
      pagination: {
        page: page ?? null,
        per_page,
        total_count: total,
        total_pages: total === null ? null : Math.ceil(total / per_page),
        has_next,
        has_previous: query.cursor !== undefined || (page ?? 1) > 1,
        next_cursor: has_next ? rows.at(-1)?.taskUuid ?? null : null,
      },
    };
    return c.json(answer, 200);
  });
}

/** Every row tells the total; a page beyond the last has no row to tell it. */
async function totalOf(
  rows: readonly ListedTask[],
  page: number | undefined,
  firstPage: () => Promise<readonly ListedTask[]>,
): Promise<number | null> {
  if (page === undefined) return null;
  const [row] = rows.length > 0 || page === 1 ? rows : await firstPage();
  return row?.totalCount ?? 0;
}
