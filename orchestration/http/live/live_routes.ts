import { z } from "@hono/zod-openapi";
import type { Api } from "../api.ts";
import type { ApiRequest } from "../api_env.ts";
import { defineRoute } from "../define_route.ts";
import { namespaceFilter } from "../namespace_filter.ts";
import { problems } from "../problem_schema.ts";
import { reachedNamespaces } from "../reach.ts";
import { taskPathSchema } from "../task_schemas.ts";
import type { EventFilter, EventKind } from "./audience.ts";
import { allOf, type EventId, parseEventId } from "./event_id.ts";
import type { LiveFeed } from "./live_feed.ts";
import { eventSchema, streamHeaders, streamQuery } from "./live_schemas.ts";

const template = z.string().max(255).optional().openapi({ description: "Only tasks of this template" });

const stream = {
  200: {
    description:
      "Events as they happen, for as long as the client stays: `event` is the kind, `data` an Event, `id` where to go on. " +
      "`event: reset` says that events may be missing (`pruned`, `ahead`)",
    content: { "text/event-stream": { schema: eventSchema } },
  },
};

const ofTask = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/events",
  tags: ["events"],
  summary: "Follows a task: every change of state of it and its steps, as it happens",
  request: {
    params: taskPathSchema,
    headers: streamHeaders,
    query: z.strictObject({
      ...streamQuery,
      from: z.enum(["start", "now"]).default("start").openapi({
        description: "Whether a client that has no event yet gets those from the task's beginning",
      }),
    }),
  },
  responses: { ...stream, ...problems(400, 404) },
});

const ofNamespace = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/namespaces/{namespace}/events",
  tags: ["events"],
  summary: "Follows the tasks of a namespace: every change of state, as it happens",
  request: {
    params: z.object({ namespace: z.string().max(255) }),
    headers: streamHeaders,
    query: z.strictObject({ ...streamQuery, name: template }),
  },
  responses: { ...stream, ...problems(400, 404) },
});

const ofAll = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/events",
  tags: ["events"],
  summary: "Follows all tasks that the caller may read: every change of state, as it happens",
  request: {
    headers: streamHeaders,
    query: z.strictObject({
      ...streamQuery,
      name: template,
      namespace: namespaceFilter("Only tasks of this namespace"),
    }),
  },
  responses: { ...stream, ...problems(400) },
});

interface Query {
  readonly kind?: readonly string[] | undefined;
  readonly to_state?: readonly string[] | undefined;
  readonly last_event_id?: string | undefined;
}

/** Puts the routes that follow events on an application. */
export function addLiveRoutes(api: Api, feed: LiveFeed): void {
  api.openapi(ofTask, async (c) => {
    const query = c.req.valid("query");
    const taskUuid = c.req.valid("param").task_uuid.toLowerCase();
    const after = lastEvent(c, query) ?? (query.from === "start" ? allOf(0) : undefined);
    return send(c, await feed.open({ filter: { taskUuid, ...filterOf(query) }, after }));
  });

  api.openapi(ofNamespace, async (c) => {
    const query = c.req.valid("query");
    const { namespace } = c.req.valid("param");
    const filter = { namespaces: [namespace], name: query.name, ...filterOf(query) };
    return send(c, await feed.open({ filter, after: lastEvent(c, query) }));
  });

  api.openapi(ofAll, async (c) => {
    const query = c.req.valid("query");
    const namespaces = reachedNamespaces(c, query.namespace);
    const filter = { namespaces, name: query.name, ...filterOf(query) };
    return send(c, await feed.open({ filter, after: lastEvent(c, query) }));
  });
}

function filterOf({ kind, to_state }: Query): EventFilter {
  return { kinds: kind as readonly EventKind[] | undefined, toStates: to_state };
}

function lastEvent(c: ApiRequest, { last_event_id }: Query): EventId | undefined {
  const text = c.req.header("Last-Event-ID") ?? last_event_id;
  return text === undefined || text === "" ? undefined : parseEventId(text);
}

/** Proxies must neither keep a stream nor wait for its end. */
function send(c: ApiRequest, body: ReadableStream<Uint8Array>): never {
  const headers = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
  };
  return c.body(body, 200, headers) as never;
}
