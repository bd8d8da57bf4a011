import { z } from "@hono/zod-openapi";
import { toCamelCase, toSnakeCase } from "../../core/case.ts";
import type { DlqChanges, DlqEntry, DlqFilter } from "../../core/dlq_entry.ts";
import { redactor } from "../../core/redaction.ts";
import { createDlqEntry } from "../calls/create_dlq_entry.ts";
import { getDlqEntry } from "../calls/get_dlq_entry.ts";
import { listDlqEntries } from "../calls/list_dlq_entries.ts";
import { redriveTask } from "../calls/redrive_task.ts";
import { updateDlqEntry } from "../calls/update_dlq_entry.ts";
import { actorOf } from "./actor.ts";
import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import {
  dlqChangesSchema,
  dlqEntryPathSchema,
  dlqEntrySchema,
  dlqOperationSchema,
  dlqQuerySchema,
  redrivenTaskSchema,
} from "./dlq_schemas.ts";
import { answer, body } from "./json_content.ts";
import { problems } from "./problem_schema.ts";
import { reachedNamespaces } from "./reach.ts";
import { taskPathSchema } from "./task_schemas.ts";

const list = defineRoute({
  permission: "dlq:read",
  method: "get",
  path: "/v1/dlq",
  tags: ["dlq"],
  summary: "Lists investigations of tasks that stopped moving, the newest first",
  request: { query: dlqQuerySchema },
  responses: { 200: answer(z.array(dlqEntrySchema), "A page of investigations"), ...problems(400) },
});

const get = defineRoute({
  permission: "dlq:read",
  method: "get",
  path: "/v1/dlq/task/{task_uuid}",
  tags: ["dlq"],
  summary: "Shows the latest investigation of a task",
  request: { params: taskPathSchema },
  responses: { 200: answer(dlqEntrySchema, "The investigation"), ...problems(400, 404) },
});

const open = defineRoute({
  permission: "dlq:write",
  method: "post",
  path: "/v1/dlq/task/{task_uuid}",
  tags: ["dlq"],
  summary: "Opens an investigation of a task; the task goes on as it does",
  request: { params: taskPathSchema, body: body(dlqOperationSchema, "Who asks and why") },
  responses: {
    200: answer(dlqEntrySchema, "It was under investigation already"),
    201: answer(dlqEntrySchema, "The investigation"),
    ...problems(400, 404, 413),
  },
});

const update = defineRoute({
  permission: "dlq:write",
  method: "patch",
  path: "/v1/dlq/entry/{entry_uuid}",
  tags: ["dlq"],
  summary: "Writes down how an investigation goes, and closes it",
  request: { params: dlqEntryPathSchema, body: body(dlqChangesSchema, "What to write down") },
  responses: { 200: answer(dlqEntrySchema, "The investigation"), ...problems(400, 404, 409, 413) },
});

const redrive = defineRoute({
  permission: "dlq:write",
  method: "post",
  path: "/v1/dlq/task/{task_uuid}/redrive",
  tags: ["dlq"],
  summary: "Drives a failed task again and closes its investigation",
  request: { params: taskPathSchema, body: body(dlqOperationSchema, "Who asks and why") },
  responses: { 200: answer(redrivenTaskSchema, "The task that runs now"), ...problems(400, 404, 409, 413) },
});

type Entry = z.infer<typeof dlqEntrySchema>;

/** An investigation as it is told: its snapshot has words of handlers and must tell no secrets. */
function shown(entry: DlqEntry): Entry {
  return toSnakeCase({ ...entry, taskSnapshot: redactor().value(entry.taskSnapshot) });
}

/** Puts the routes of investigations on an application. */
export function addDlqRoutes(api: Api, { sql }: ApiContext): void {
  api.openapi(list, async (c) => {
    const asked = toCamelCase<DlqFilter>(c.req.valid("query"));
    const entries = await listDlqEntries(sql, { ...asked, namespaces: reachedNamespaces(c) });
    return c.json(entries.map(shown), 200);
  });

  api.openapi(get, async (c) => {
    return c.json(shown(await getDlqEntry(sql, c.req.valid("param").task_uuid)), 200);
  });

  api.openapi(open, async (c) => {
    const { task_uuid: taskUuid } = c.req.valid("param");
    const { by, reason } = c.req.valid("json");
    const opened = await createDlqEntry(sql, { taskUuid, reason, by: actorOf(c, by) });
    const entry = shown(await getDlqEntry(sql, taskUuid));
    return opened === null ? c.json(entry, 200) : c.json(entry, 201);
  });

  api.openapi(update, async (c) => {
    const changes = toCamelCase<DlqChanges>(c.req.valid("json"));
    const resolvedBy = actorOf(c, changes.resolvedBy);
    const entry = await updateDlqEntry(sql, c.req.valid("param").entry_uuid, { ...changes, resolvedBy });
    return c.json(shown(entry), 200);
  });

  api.openapi(redrive, async (c) => {
    const { task_uuid: taskUuid } = c.req.valid("param");
    const { by, reason } = c.req.valid("json");
    const redriven = await redriveTask(sql, { taskUuid, reason, by: actorOf(c, by) });
    return c.json(toSnakeCase<z.infer<typeof redrivenTaskSchema>>(redriven), 200);
  });
}
