import { z } from "@hono/zod-openapi";
import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { answer } from "./json_content.ts";
import { passJson, readJson } from "./pass_json.ts";
import { problems } from "./problem_schema.ts";
import { reachedNamespaces } from "./reach.ts";
import { handlerSchema, workerDetailSchema, workerPathSchema, workerSchema } from "./worker_schemas.ts";

const list = defineRoute({
  permission: "workers:read",
  method: "get",
  path: "/v1/workers",
  tags: ["workers"],
  summary: "Lists the workers that ever registered, the last heard of first",
  request: {
    query: z.strictObject({
      namespace: z.string().max(255).optional().openapi({ description: "Only those that serve it" }),
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

/** Puts the routes that tell of workers and handlers on an application. */
export function addWorkerRoutes(api: Api, { sql }: ApiContext): void {
  api.openapi(list, async (c) => {
    const { namespace, alive } = c.req.valid("query");
    const names = reachedNamespaces(c, namespace) ?? null;
    const text = await readJson(sql`
      select coalesce(jsonb_agg(to_jsonb(w) order by w.heartbeat_at desc, w.worker_uuid), '[]')::text as json
        from tasker_v1.list_workers() w
       where (${names}::text[] is null or w.namespaces && ${names}::text[])
         and (${alive ?? null}::boolean is null or w.is_alive = ${alive ?? null}::boolean)`);
    return passJson(c, text);
  });

  api.openapi(get, async (c) => {
    const text = await readJson(sql`
      select to_jsonb(w)::text as json from tasker_v1.get_worker(${c.req.valid("param").worker_uuid}) w`);
    return passJson(c, text);
  });

  const listHandlers = (names: readonly (string | null)[]) =>
    readJson(sql`
      select coalesce(jsonb_agg(to_jsonb(h) order by h.namespace, h.callable), '[]')::text as json
        from unnest(${[...names]}::text[]) n cross join lateral tasker_v1.list_handlers(n) h`);

  api.openapi(handlers, async (c) => passJson(c, await listHandlers(reachedNamespaces(c) ?? [null])));

  api.openapi(handlersOf, async (c) => passJson(c, await listHandlers([c.req.valid("param").namespace])));
}
