import { z } from "@hono/zod-openapi";
import { toSnakeCase } from "../../core/case.ts";
import { handedByUser, refuseMoreThanOwn } from "../access/delegation.ts";
import { hashPassword } from "../access/password.ts";
import { createUser, endSession, listSessions, listUsers, updateUser } from "../access/user_store.ts";
import { actorOf } from "./actor.ts";
import type { Api, ApiContext } from "./api.ts";
import { sessionSchema, userChangesSchema, userRequestSchema, userSchema } from "./auth_schemas.ts";
import { defineRoute } from "./define_route.ts";
import { answer, body } from "./json_content.ts";
import { problems } from "./problem_schema.ts";

const common = { permission: "auth:manage" as const, tags: ["auth"] };

const list = defineRoute({
  ...common,
  method: "get",
  path: "/v1/auth/users",
  summary: "Lists who may sign in with a name and a password",
  responses: { 200: answer(z.array(userSchema), "The users, by name"), ...problems() },
});

const create = defineRoute({
  ...common,
  method: "post",
  path: "/v1/auth/users",
  summary: "Makes a user who signs in with a name and a password",
  request: { body: body(userRequestSchema, "Who, with which password, and what it may do") },
  responses: { 201: answer(userSchema, "The user"), ...problems(400, 409, 413) },
});

const update = defineRoute({
  ...common,
  method: "patch",
  path: "/v1/auth/users/{username}",
  summary: "Changes what a user may do, its password, or whether it may sign in at all",
  request: {
    params: z.object({ username: z.string().min(1).max(128) }),
    body: body(userChangesSchema, "What to change"),
  },
  responses: { 200: answer(userSchema, "The user"), ...problems(400, 404, 413) },
});

const sessions = defineRoute({
  ...common,
  method: "get",
  path: "/v1/auth/sessions",
  summary: "Lists sessions of users, the newest first",
  request: {
    query: z.strictObject({
      username: z.string().max(128).optional().openapi({ description: "Only of this user" }),
      all: z.enum(["true", "false"]).default("false").openapi({ description: "Also those that are over" }),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
  },
  responses: { 200: answer(z.array(sessionSchema), "The sessions"), ...problems(400) },
});

const end = defineRoute({
  ...common,
  method: "delete",
  path: "/v1/auth/sessions/{session_uuid}",
  summary: "Ends a session: its tokens are not taken any more",
  request: {
    params: z.object({ session_uuid: z.guid() }),
    query: z.strictObject({ reason: z.string().min(1).max(500).default("ended by an administrator") }),
  },
  responses: {
    200: answer(z.object({ ended: z.boolean() }), "Whether it was open"),
    ...problems(400, 404),
  },
});

/** Puts the routes of users and their sessions on an application. */
export function addAuthUserRoutes(api: Api, { sql }: ApiContext): void {
  type User = z.infer<typeof userSchema>;

  api.openapi(list, async (c) => c.json(toSnakeCase<User[]>(await listUsers(sql)), 200));

  api.openapi(create, async (c) => {
    const { password, namespaces, ...request } = c.req.valid("json");
    await refuseMoreThanOwn(sql, c.get("principal"), { scopes: request.scopes, namespaces });
    const passwordHash = await hashPassword(password);
    const by = actorOf(c);
    const user = await createUser(sql, { ...request, passwordHash, namespaces: namespaces ?? [], by });
    return c.json(toSnakeCase<User>(user), 201);
  });

  api.openapi(update, async (c) => {
    const { password, scopes, namespaces, is_disabled: isDisabled } = c.req.valid("json");
    const { username } = c.req.valid("param");
    const principal = c.get("principal");
    const isShutOut = isDisabled && scopes === undefined && password === undefined; // whoever manages access may do that
    if (!isShutOut) await refuseMoreThanOwn(sql, principal, await handedByUser(sql, username));
    if (scopes !== undefined) await refuseMoreThanOwn(sql, principal, { scopes, namespaces });
    const user = await updateUser(sql, username, {
      passwordHash: password === undefined ? undefined : await hashPassword(password),
      scopes,
      namespaces: namespaces ?? undefined,
      isDisabled,
      by: actorOf(c),
    });
    return c.json(toSnakeCase<User>(user), 200);
  });

  api.openapi(sessions, async (c) => {
    const { username, all, limit } = c.req.valid("query");
    const found = await listSessions(sql, { username, withEnded: all === "true", limit });
    return c.json(toSnakeCase<z.infer<typeof sessionSchema>[]>(found), 200);
  });

  api.openapi(end, async (c) => {
    const { reason: why } = c.req.valid("query");
    const ended = await endSession(sql, c.req.valid("param").session_uuid, { why, by: actorOf(c) });
    return c.json({ ended }, 200);
  });
}
