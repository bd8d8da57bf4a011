import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { pick } from "./fields.ts";
import { answer } from "./json_content.ts";
import { passJson, readJson } from "./pass_json.ts";
import { problems } from "./problem_schema.ts";
import { reachedNamespaces } from "./reach.ts";
import { taskListQuerySchema, taskListSchema } from "./task_list_schemas.ts";

const list = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/tasks",
  tags: ["tasks"],
  summary:
    "Lists tasks, the newest first, page by page; a cursor gives each task once however many are created meanwhile",
  request: { query: taskListQuerySchema },
  responses: { 200: answer(taskListSchema, "A page of tasks"), ...problems(400) },
});

/** A task of a page, as SQL gives it. */
interface Row extends Record<string, unknown> {
  readonly task_uuid: string;
  readonly total_count: number | null;
}

/** Puts the route that lists tasks on an application. */
export function addTaskListRoute(api: Api, { sql }: ApiContext): void {
  const read = async (filter: object): Promise<Row[]> =>
    JSON.parse(
      await readJson(sql`
        select coalesce(jsonb_agg(to_jsonb(t) order by t.task_uuid desc), '[]')::text as json
          from tasker_v1.list_tasks(${JSON.stringify(filter)}::text::jsonb) t`),
    );

  api.openapi(list, async (c) => {
    const { per_page, fields, annotation_type, annotation, ...query } = c.req.valid("query");
    const page = query.cursor === undefined ? query.page ?? 1 : undefined;
    const filter = {
      ...query,
      namespaces: reachedNamespaces(c),
      annotation: annotation_type === undefined && annotation === undefined
        ? undefined
        : { type: annotation_type, contains: annotation },
    };
    const rows = await read({ ...filter, limit: per_page, page, with_total: page !== undefined });
    const total = await totalOf(rows, page, () => read({ ...filter, limit: 1, page: 1, with_total: true }));
    const has_next = total === null ? rows.length === per_page : (page ?? 1) * per_page < total;
    const found = {
      tasks: rows.map(({ total_count: _, ...task }) => fields === undefined ? task : pick(task, fields)),
      pagination: {
        page: page ?? null,
        per_page,
        total_count: total,
        total_pages: total === null ? null : Math.ceil(total / per_page),
        has_next,
        has_previous: query.cursor !== undefined || (page ?? 1) > 1,
        next_cursor: has_next ? rows.at(-1)?.task_uuid ?? null : null,
      },
    };
    return passJson(c, JSON.stringify(found));
  });
}

/** Every row tells the total; a page beyond the last has no row to tell it. */
async function totalOf(
  rows: readonly Row[],
  page: number | undefined,
  firstPage: () => Promise<readonly Row[]>,
): Promise<number | null> {
  if (page === undefined) return null;
  const [row] = rows.length > 0 || page === 1 ? rows : await firstPage();
  return row?.total_count ?? 0;
}
