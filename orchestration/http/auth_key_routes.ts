import { z } from "@hono/zod-openapi";
import { toSnakeCase } from "../../core/case.ts";
import { makeApiKey } from "../access/api_key.ts";
import { handedByKey, refuseMoreThanOwn } from "../access/delegation.ts";
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from "../access/key_store.ts";
import { actorOf } from "./actor.ts";
import type { Api, ApiContext } from "./api.ts";
import { apiKeyRequestSchema, apiKeySchema, newApiKeySchema } from "./auth_schemas.ts";
import { defineRoute } from "./define_route.ts";
import { answer, body } from "./json_content.ts";
import { problems } from "./problem_schema.ts";

const common = { permission: "auth:manage" as const, tags: ["auth"] };
const keyPathSchema = z.object({
  prefix: z.string().min(1).max(36).openapi({ description: "The key's visible part, or its uuid" }),
});

const list = defineRoute({
  ...common,
  method: "get",
  path: "/v1/auth/keys",
  summary: "Lists API keys, the newest first; what they allow and when they were used, never the keys",
  request: {
    query: z.strictObject({
      all: z.enum(["true", "false"]).default("false").openapi({
        description: "Also those that were revoked or have ended",
      }),
    }),
  },
  responses: { 200: answer(z.array(apiKeySchema), "The keys"), ...problems(400) },
});

const create = defineRoute({
  ...common,
  method: "post",
  path: "/v1/auth/keys",
  summary: "Makes an API key and tells it, this once",
  request: { body: body(apiKeyRequestSchema, "What it is for and what it allows") },
  responses: { 201: answer(newApiKeySchema, "The key"), ...problems(400, 413) },
});

const rotate = defineRoute({
  ...common,
  method: "post",
  path: "/v1/auth/keys/{prefix}/rotate",
  summary: "Makes a new key that allows what an old one does; the old one works on for a while",
  request: {
    params: keyPathSchema,
    body: body(
      z.strictObject({
        overlap_hours: z.number().min(0).max(2160).default(24).openapi({
          description: "Hours that the old key works on; with 0 it ends at once",
        }),
      }),
      "For how long both work",
    ),
  },
  responses: { 201: answer(newApiKeySchema, "The new key"), ...problems(400, 404, 409, 413) },
});

const revoke = defineRoute({
  ...common,
  method: "delete",
  path: "/v1/auth/keys/{prefix}",
  summary: "Ends an API key at once, everywhere",
  request: { params: keyPathSchema },
  responses: { 200: answer(apiKeySchema, "The key that was"), ...problems(400, 404, 409) },
});

/** Puts the routes of API keys on an application. */
export function addAuthKeyRoutes(api: Api, { sql }: ApiContext): void {
  type Key = z.infer<typeof apiKeySchema>;
  type NewKey = z.infer<typeof newApiKeySchema>;

  api.openapi(list, async (c) => {
    const keys = await listApiKeys(sql, c.req.valid("query").all === "true");
    return c.json(toSnakeCase<Key[]>(keys), 200);
  });

  api.openapi(create, async (c) => {
    const { name, scopes, namespaces, days } = c.req.valid("json");
    await refuseMoreThanOwn(sql, c.get("principal"), { scopes, namespaces });
    const made = makeApiKey();
    const request = { name, scopes, namespaces: namespaces ?? [], days, by: actorOf(c) };
    const view = await createApiKey(sql, made, request);
    return c.json(toSnakeCase<NewKey>({ ...view, key: made.key }), 201);
  });

  api.openapi(rotate, async (c) => {
    const { prefix } = c.req.valid("param");
    await refuseMoreThanOwn(sql, c.get("principal"), await handedByKey(sql, prefix));
    const made = makeApiKey();
    const options = { overlapHours: c.req.valid("json").overlap_hours, by: actorOf(c) };
    const view = await rotateApiKey(sql, prefix, made, options);
    return c.json(toSnakeCase<NewKey>({ ...view, key: made.key }), 201);
  });

  api.openapi(revoke, async (c) => {
    const view = await revokeApiKey(sql, c.req.valid("param").prefix, actorOf(c));
    return c.json(toSnakeCase<Key>(view), 200);
  });
}
