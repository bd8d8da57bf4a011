import { z } from "@hono/zod-openapi";
import { TaskerError } from "../../core/errors.ts";
import { only } from "../calls/call.ts";
import type { Api, SealingContext } from "./api.ts";
import { CreationQueue, type TaskBody } from "./creation_queue.ts";
import { defineRoute } from "./define_route.ts";
import { answer, body } from "./json_content.ts";
import { passJson, readJson } from "./pass_json.ts";
import { problemOf } from "./problem_response.ts";
import { problems } from "./problem_schema.ts";
import { reachNamespace } from "./reach.ts";
import {
  createdTaskSchema,
  minimalCreationSchema,
  taskCreationSchema,
  taskOutcomeSchema,
  taskRequestSchema,
  taskRequestsSchema,
} from "./task_schemas.ts";
import { createTraced } from "./traced_creation.ts";

/** Headers of a request to create a task. */
const headersSchema = z.object({
  "idempotency-key": z.string().min(1).max(255).optional().openapi({
    description:
      "The same as idempotency_key in the body: a second request with it gives the first one's task",
  }),
  prefer: z.string().max(200).optional().openapi({
    description: "return=minimal answers with task_uuid and created only (RFC 7240)",
    example: "return=minimal",
  }),
});

const create = defineRoute({
  permission: "tasks:create",
  method: "post",
  path: "/v1/tasks",
  tags: ["tasks"],
  summary: "Creates a task",
  request: { headers: headersSchema, body: body(taskRequestSchema, "What to run, on what") },
  responses: {
    200: answer(
      z.union([taskCreationSchema, minimalCreationSchema]),
      "The task existed already: same idempotency key",
    ),
    201: answer(z.union([taskCreationSchema, minimalCreationSchema]), "The task"),
    ...problems(400, 404, 413, 429),
  },
});

const createBatch = defineRoute({
  permission: "tasks:create",
  method: "post",
  path: "/v1/tasks/batch",
  tags: ["tasks"],
  summary: "Creates several tasks, all or none, or each for itself",
  request: {
    query: z.strictObject({
      atomic: z.enum(["true", "false"]).default("true").openapi({
        description: "true: one bad request fails all; false: each has an outcome of its own",
      }),
    }),
    body: body(taskRequestsSchema, "What to run, on what; 1 to 10,000 requests"),
  },
  responses: {
    201: answer(z.array(createdTaskSchema), "One entry a request, in order"),
    207: answer(
      z.array(taskOutcomeSchema),
      "Some failed, which only atomic=false allows; one entry a request, in order",
    ),
    ...problems(400, 404, 413, 429),
  },
});

/** Puts the routes that create tasks on an application. */
export function addTaskCreationRoutes(api: Api, { sql, sealer }: SealingContext): void {
  const queue = new CreationQueue(sql, sealer);

  api.openapi(create, async (c) => {
    const headers = c.req.valid("header");
    const request = withKey(c.req.valid("json"), headers["idempotency-key"]);
    reachNamespace(c, request.namespace);
    const { task_uuid, created } = only(
      await createTraced(c, [request], (traced) => Promise.all(traced.map((body) => queue.create(body)))),
    );
    c.header("Location", `/v1/tasks/${task_uuid}`);
    const status = created ? 201 : 200;
    if (/(^|[\s,;])return=minimal/i.test(headers.prefer ?? "")) {
      c.header("Preference-Applied", "return=minimal");
      return passJson(c, JSON.stringify({ task_uuid, created }), status);
    }
    const task = await readJson(sql`select tasker_v1.get_task_view(${task_uuid}, '{}')::text as json`);
    return passJson(c, `${task.slice(0, -1)}, "created": ${created}}`, status);
  });

  api.openapi(createBatch, async (c) => {
    const requests = c.req.valid("json");
    for (const namespace of new Set(requests.map((request) => request.namespace))) {
      reachNamespace(c, namespace);
    }
    if (c.req.valid("query").atomic === "true") {
      const tasks = await createTraced(c, requests, (traced) => queue.createAll(traced));
      return passJson(c, JSON.stringify(tasks), 201);
    }
    const outcomes = await createTraced(c, requests, (traced) => queue.createEach(traced));
    const entries = outcomes.map((outcome, position) =>
      "error" in outcome
        ? { position, task_uuid: null, created: false, error: problemOf(outcome.error) }
        : { ...outcome, position }
    );
    const failed = entries.some((entry) => "error" in entry);
    return failed ? passJson(c, JSON.stringify(entries), 207) : passJson(c, JSON.stringify(entries), 201);
  });
}

/** Takes the key of the header over into the request. */
function withKey<Request extends TaskBody & { readonly idempotency_key?: string | undefined }>(
  request: Request,
  key: string | undefined,
): Request {
  if (key === undefined || request.idempotency_key === key) return request;
  if (request.idempotency_key === undefined) return { ...request, idempotency_key: key };
  throw new TaskerError(
    "TK001",
    "Cannot create a task: the header Idempotency-Key differs from idempotency_key",
    {
      details: JSON.stringify([{
        path: "idempotency_key",
        reason: "differs from the header Idempotency-Key",
      }]),
      hint: "Send one of them.",
    },
  );
}
