import { z } from "@hono/zod-openapi";
import { cancelTasks } from "../calls/cancel_tasks.ts";
import type { Api, ApiContext } from "./api.ts";
import { commaList } from "./comma_list.ts";
import { defineRoute } from "./define_route.ts";
import { fieldsParameter, pickText } from "./fields.ts";
import { answer, body } from "./json_content.ts";
import { type JsonText, passJson, readJson } from "./pass_json.ts";
import { problems } from "./problem_schema.ts";
import { transitionSchema } from "./step_schemas.ts";
import { taskChangesSchema, taskPathSchema, taskSchema, taskSummarySchema } from "./task_schemas.ts";

/** What may be shown with a task. */
const INCLUDES = ["steps", "transitions", "annotations"] as const;

const get = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}",
  tags: ["tasks"],
  summary: "Shows a task with its steps, their results, and every transition",
  request: {
    params: taskPathSchema,
    query: z.strictObject({
      include: commaList(INCLUDES, 200, 0).prefault("steps,transitions").openapi({
        default: "steps,transitions",
        description: `What to show besides the task, commas between: ${INCLUDES.join(", ")}, or nothing`,
      }),
      fields: fieldsParameter(taskSchema),
    }),
  },
  responses: { 200: answer(taskSchema, "The task"), ...problems(400, 404) },
});

const summary = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/summary",
  tags: ["tasks"],
  summary: "Sums up a task: where it stands, its template, its steps without results, its investigation",
  request: { params: taskPathSchema },
  responses: { 200: answer(taskSummarySchema, "The summary"), ...problems(400, 404) },
});

const context = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/context",
  tags: ["tasks"],
  summary: "Shows the input of a task and nothing else",
  request: { params: taskPathSchema },
  responses: { 200: answer(taskSchema.shape.context, "The input"), ...problems(400, 404) },
});

const change = defineRoute({
  permission: "tasks:operate",
  method: "patch",
  path: "/v1/tasks/{task_uuid}",
  tags: ["tasks"],
  summary: "Changes why a task runs and its tags; the change is annotated",
  request: { params: taskPathSchema, body: body(taskChangesSchema, "What to change") },
  responses: { 200: answer(taskSchema, "The task"), ...problems(400, 404, 413) },
});

const cancel = defineRoute({
  permission: "tasks:cancel",
  method: "delete",
  path: "/v1/tasks/{task_uuid}",
  tags: ["tasks"],
  summary: "Cancels a task and all its live steps",
  request: {
    params: taskPathSchema,
    query: z.strictObject({ reason: z.string().min(1).max(500).optional() }),
  },
  responses: { 200: answer(taskSchema, "The task"), ...problems(400, 404, 409) },
});

const transitions = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/transitions",
  tags: ["tasks"],
  summary: "Lists a task's changes of state, oldest first",
  request: { params: taskPathSchema },
  responses: { 200: answer(z.array(transitionSchema), "The changes"), ...problems(400, 404) },
});

/** Puts the routes that show, change and cancel tasks on an application. */
export function addTaskRoutes(api: Api, { sql }: ApiContext): void {
  const view = (taskUuid: string, include: readonly string[]): Promise<JsonText> =>
    readJson(sql`select tasker_v1.get_task_view(${taskUuid}, ${[...include]})::text as json`);

  api.openapi(get, async (c) => {
    const { task_uuid } = c.req.valid("param");
    const { include, fields } = c.req.valid("query");
    return passJson(c, pickText(await view(task_uuid, include), fields));
  });

  api.openapi(summary, async (c) => {
    const { task_uuid } = c.req.valid("param");
    const text = await readJson(sql`select tasker_v1.get_task_summary(${task_uuid})::text as json`);
    const links = {
      task: `/v1/tasks/${task_uuid}`,
      steps: `/v1/tasks/${task_uuid}/workflow_steps`,
      dlq: `/v1/dlq/task/${task_uuid}`,
    };
    return passJson(c, `${text.slice(0, -1)}, "links": ${JSON.stringify(links)}}`);
  });

  api.openapi(context, async (c) => {
    const { task_uuid } = c.req.valid("param");
    const text = await readJson(sql`select t.context::text as json from tasker_v1.get_task(${task_uuid}) t`);
    return passJson(c, text);
  });

  api.openapi(change, async (c) => {
    const { task_uuid } = c.req.valid("param");
    const changes = JSON.stringify(c.req.valid("json"));
    await readJson(sql`
      select 'null' as json from tasker_v1.change_task(${task_uuid}, ${changes}::text::jsonb, ${
      c.get("principal").subject
    })`);
    return passJson(c, await view(task_uuid, []));
  });

  api.openapi(cancel, async (c) => {
    const { task_uuid } = c.req.valid("param");
    await cancelTasks(sql, [task_uuid], c.req.valid("query").reason, c.get("principal").subject);
    return passJson(c, await view(task_uuid, []));
  });

  api.openapi(transitions, async (c) => {
    const { task_uuid } = c.req.valid("param");
    const text = await readJson(sql`
      select jsonb_agg(to_jsonb(t) order by t.sort_key)::text as json
        from tasker_v1.get_task_transitions(${task_uuid}) t`);
    return passJson(c, text);
  });
}
