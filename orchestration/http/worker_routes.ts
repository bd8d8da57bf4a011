import { z } from "@hono/zod-openapi";
import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { answer } from "./json_content.ts";
import { namespaceFilter } from "./namespace_filter.ts";
import { passJson, readJson } from "./pass_json.ts";
import { problems } from "./problem_schema.ts";
import { reachedNamespaces, reachOf } from "./reach.ts";
import {
  handlerSchema,
  taskHandlerSchema,
  workerDetailSchema,
  workerPathSchema,
  workerSchema,
} from "./worker_schemas.ts";

const list = defineRoute({
  permission: "workers:read",
  method: "get",
  path: "/v1/workers",
  tags: ["workers"],
  summary: "Lists the workers that ever registered, the last heard of first",
  request: {
    query: z.strictObject({
      namespace: namespaceFilter("Only those that serve it"),
      alive: z.enum(["true", "false"]).optional().openapi({ description: "Only those that live, or do not" }),
    }),
  },
  responses: { 200: answer(z.array(workerSchema), "The workers"), ...problems(400) },
});

const get = defineRoute({
  permission: "workers:read",
  method: "get",
  path: "/v1/workers/{worker_uuid}",
  tags: ["workers"],
  summary: "Shows a worker and the steps it holds",
  request: { params: workerPathSchema },
  responses: { 200: answer(workerDetailSchema, "The worker"), ...problems(400, 404) },
});

const handlers = defineRoute({
  permission: "templates:read",
  method: "get",
  path: "/v1/handlers",
  tags: ["handlers"],
  summary: "Lists the handlers that published templates name, and how many live workers have each",
  responses: { 200: answer(z.array(handlerSchema), "The handlers, by namespace and name"), ...problems() },
});

const handlersOf = defineRoute({
  permission: "templates:read",
  method: "get",
  path: "/v1/handlers/{namespace}",
  tags: ["handlers"],
  summary: "Lists the handlers that templates of a namespace name",
  request: { params: z.object({ namespace: z.string().max(255) }) },
  responses: { 200: answer(z.array(handlerSchema), "The handlers, by name"), ...problems(404) },
});

const handlerOf = defineRoute({
  permission: "templates:read",
  method: "get",
  path: "/v1/handlers/{namespace}/{name}",
  tags: ["handlers"],
  summary:
    "Shows what a version of a template needs to run: its steps' handlers, who has them, what depends on what",
  request: {
    params: z.object({ namespace: z.string().max(255), name: z.string().max(255) }),
    query: z.strictObject({
      version: z.string().max(50).optional().openapi({
        description: "A version; latest when left out",
        example: "latest",
      }),
    }),
  },
  responses: { 200: answer(taskHandlerSchema, "The handlers and the graph"), ...problems(400, 404) },
});

/** Puts the routes that tell of workers and handlers on an application. */
export function addWorkerRoutes(api: Api, { sql }: ApiContext): void {
  api.openapi(list, async (c) => {
    const { namespace, alive } = c.req.valid("query");
    const text = await readJson(sql`
      select coalesce(jsonb_agg(to_jsonb(w) order by w.heartbeat_at desc, w.worker_uuid), '[]')::text as json
        from tasker_v1.list_workers(${reachOf(c)}::text[]) w
       where (${namespace ?? null}::text is null or ${namespace ?? null}::text = any (w.namespaces))
         and (${alive ?? null}::boolean is null or w.is_alive = ${alive ?? null}::boolean)`);
    return passJson(c, text);
  });

  api.openapi(get, async (c) => {
    const text = await readJson(sql`
      select to_jsonb(w)::text as json from tasker_v1.get_worker(${c.req.valid("param").worker_uuid}, ${
      reachOf(c)
    }::text[]) w`);
    return passJson(c, text);
  });

  const listHandlers = (names: readonly (string | null)[]) =>
    readJson(sql`
      select coalesce(jsonb_agg(to_jsonb(h) order by h.namespace, h.callable), '[]')::text as json
        from unnest(${[...names]}::text[]) n cross join lateral tasker_v1.list_handlers(n) h`);

  api.openapi(handlers, async (c) => passJson(c, await listHandlers(reachedNamespaces(c) ?? [null])));

  api.openapi(handlersOf, async (c) => passJson(c, await listHandlers([c.req.valid("param").namespace])));

  api.openapi(handlerOf, async (c) => {
    const { namespace, name } = c.req.valid("param");
    const { version = "latest" } = c.req.valid("query");
    const text = await readJson(sql`
      select tasker_v1.get_task_handler(${namespace}, ${name}, ${
      version === "latest" ? null : version
    })::text as json`);
    return passJson(c, text);
  });
}
