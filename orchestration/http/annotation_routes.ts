import { z } from "@hono/zod-openapi";
import { annotationSchema, annotationTypeSchema, newAnnotationSchema } from "./annotation_schemas.ts";
import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { answer, body, nothing } from "./json_content.ts";
import { passJson, readJson } from "./pass_json.ts";
import { problems } from "./problem_schema.ts";
import { reachOf } from "./reach.ts";
import { taskPathSchema } from "./task_schemas.ts";

const list = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/annotations",
  tags: ["annotations"],
  summary: "Lists what was noted about a task, the oldest first",
  request: { params: taskPathSchema, query: z.strictObject({ type: z.string().max(64).optional() }) },
  responses: { 200: answer(z.array(annotationSchema), "The annotations"), ...problems(400, 404) },
});

const add = defineRoute({
  permission: "tasks:operate",
  method: "post",
  path: "/v1/tasks/{task_uuid}/annotations",
  tags: ["annotations"],
  summary: "Notes something about a task; a new kind of annotation is made known",
  request: { params: taskPathSchema, body: body(newAnnotationSchema, "What to note") },
  responses: { 201: answer(annotationSchema, "The annotation"), ...problems(400, 404, 413) },
});

const remove = defineRoute({
  permission: "tasks:operate",
  method: "delete",
  path: "/v1/tasks/{task_uuid}/annotations/{task_annotation_id}",
  tags: ["annotations"],
  summary: "Takes back what was noted about a task",
  request: {
    params: taskPathSchema.extend({
      task_annotation_id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    }),
  },
  responses: { 204: nothing("It is gone"), ...problems(400, 404) },
});

const types = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/annotation-types",
  tags: ["annotations"],
  summary: "Lists the kinds of annotations, and how often each was used",
  responses: { 200: answer(z.array(annotationTypeSchema), "The kinds, by name"), ...problems() },
});

/** Puts the routes of annotations on an application. */
export function addAnnotationRoutes(api: Api, { sql }: ApiContext): void {
  api.openapi(list, async (c) => {
    const { task_uuid } = c.req.valid("param");
    const text = await readJson(sql`
      select coalesce(jsonb_agg(to_jsonb(a) order by a.task_annotation_id), '[]')::text as json
        from tasker_v1.list_task_annotations(${task_uuid}, ${c.req.valid("query").type ?? null}) a`);
    return passJson(c, text);
  });

  api.openapi(add, async (c) => {
    const { task_uuid } = c.req.valid("param");
    const { type, annotation } = c.req.valid("json");
    const text = await readJson(sql`
      select to_jsonb(a)::text as json
        from tasker_v1.annotate_task(${task_uuid}, ${type}, ${JSON.stringify(annotation)}::text::jsonb) a`);
    return passJson(c, text, 201);
  });

  api.openapi(remove, async (c) => {
    const { task_uuid, task_annotation_id } = c.req.valid("param");
    await readJson(sql`
      select 'null' as json from tasker_v1.delete_task_annotation(${task_uuid}, ${task_annotation_id})`);
    return c.body(null, 204);
  });

  api.openapi(types, async (c) => {
    const text = await readJson(sql`
      select coalesce(jsonb_agg(to_jsonb(t) order by t.name), '[]')::text as json
        from tasker_v1.list_annotation_types(${reachOf(c)}::text[]) t`);
    return passJson(c, text);
  });
}
