import { createRoute, z } from "@hono/zod-openapi";
import { toCamelCase, toSnakeCase } from "../../core/case.ts";
import type { TaskRequest } from "../../core/wire.ts";
import { only } from "../calls/call.ts";
import { cancelTasks } from "../calls/cancel_tasks.ts";
import { createTasks } from "../calls/create_tasks.ts";
import { getTask } from "../calls/get_task.ts";
import { getTaskTransitions } from "../calls/get_task_transitions.ts";
import type { Api, ApiContext } from "./api.ts";
import { answer, body } from "./json_content.ts";
import { problems } from "./problem_schema.ts";
import { type Include, INCLUDES, readTask } from "./read_task.ts";
import { transitionSchema } from "./step_schemas.ts";
import {
  createdTaskSchema,
  taskCreationSchema,
  taskPathSchema,
  taskRequestSchema,
  taskRequestsSchema,
  taskSchema,
} from "./task_schemas.ts";

const create = createRoute({
  method: "post",
  path: "/v1/tasks",
  tags: ["tasks"],
  summary: "Creates a task",
  request: { body: body(taskRequestSchema, "What to run, on what") },
  responses: {
    200: answer(taskCreationSchema, "The task existed already: same idempotency key"),
    201: answer(taskCreationSchema, "The task"),
    ...problems(400, 404, 413, 429),
  },
});

const createBatch = createRoute({
  method: "post",
  path: "/v1/tasks/batch",
  tags: ["tasks"],
  summary: "Creates several tasks, all or none",
  request: { body: body(taskRequestsSchema, "What to run, on what") },
  responses: {
    201: answer(z.array(createdTaskSchema), "One entry a request, in order"),
    ...problems(400, 404, 413, 429),
  },
});

const get = createRoute({
  method: "get",
  path: "/v1/tasks/{task_uuid}",
  tags: ["tasks"],
  summary: "Shows a task with its steps, their results, and every transition",
  request: {
    params: taskPathSchema,
    query: z.strictObject({
      include: z.string().default(INCLUDES.join(",")).openapi({
        description:
          "What to show besides the task: steps, transitions, both with a comma between, or nothing",
      }).transform((text) => text.split(",").filter((word) => word !== ""))
        .pipe(z.array(z.enum(INCLUDES, { error: `must be some of ${INCLUDES.join(", ")}` }))),
    }),
  },
  responses: { 200: answer(taskSchema, "The task"), ...problems(400, 404) },
});

const cancel = createRoute({
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

const transitions = createRoute({
  method: "get",
  path: "/v1/tasks/{task_uuid}/transitions",
  tags: ["tasks"],
  summary: "Lists a task's changes of state, oldest first",
  request: { params: taskPathSchema },
  responses: { 200: answer(z.array(transitionSchema), "The changes"), ...problems(400, 404) },
});

/** Puts the routes that create, show and cancel tasks on an application. */
export function addTaskRoutes(api: Api, { sql }: ApiContext): void {
  api.openapi(create, async (c) => {
    const request = toCamelCase<TaskRequest>(c.req.valid("json"));
    const { taskUuid, created } = only(await createTasks(sql, [request]));
    const task = { ...await getTask(sql, taskUuid), created };
    c.header("Location", `/v1/tasks/${taskUuid}`);
    return c.json(toSnakeCase<z.infer<typeof taskCreationSchema>>(task), created ? 201 : 200);
  });

  api.openapi(createBatch, async (c) => {
    const requests = toCamelCase<TaskRequest[]>(c.req.valid("json"));
    const tasks = await createTasks(sql, requests);
    return c.json(toSnakeCase<z.infer<typeof createdTaskSchema>[]>(tasks), 201);
  });

  api.openapi(get, async (c) => {
    const include = new Set<Include>(c.req.valid("query").include);
    const task = await readTask(sql, c.req.valid("param").task_uuid, include);
    return c.json(toSnakeCase<z.infer<typeof taskSchema>>(task), 200);
  });

  api.openapi(cancel, async (c) => {
    const { task_uuid } = c.req.valid("param");
    await cancelTasks(sql, [task_uuid], c.req.valid("query").reason);
    return c.json(toSnakeCase<z.infer<typeof taskSchema>>(await getTask(sql, task_uuid)), 200);
  });

  api.openapi(transitions, async (c) => {
    const rows = await getTaskTransitions(sql, c.req.valid("param").task_uuid);
    return c.json(toSnakeCase<z.infer<typeof transitionSchema>[]>(rows), 200);
  });
}
