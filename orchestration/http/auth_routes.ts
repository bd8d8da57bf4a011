import { z } from "@hono/zod-openapi";
import type { Sql } from "postgres";
import { toSnakeCase } from "../../core/case.ts";
import { TaskerError } from "../../core/errors.ts";
import type { Door } from "../access/door.ts";
import { Sessions, type SignedIn } from "../access/sessions.ts";
import { PUBLIC, SIGNED_IN } from "../access/permissions.ts";
import { readRows } from "../calls/read_rows.ts";
import type { Api } from "./api.ts";
import { addAuthKeyRoutes } from "./auth_key_routes.ts";
import { addAuthRoleRoutes } from "./auth_role_routes.ts";
import { addAuthUserRoutes } from "./auth_user_routes.ts";
import { defineRoute } from "./define_route.ts";
import { answer, body } from "./json_content.ts";
import { problems } from "./problem_schema.ts";

const tokensSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.int().openapi({ description: "Life of the access token in seconds" }),
});
const refreshSchema = z.strictObject({ refresh_token: z.string().min(1).max(200) });

const whoami = defineRoute({
  permission: SIGNED_IN,
  method: "get",
  path: "/v1/auth/me",
  tags: ["auth"],
  summary: "Tells who calls, and what it may do where",
  responses: {
    200: answer(
      z.object({
        subject: z.string(),
        kind: z.string(),
        grants: z.array(z.object({ permission: z.string(), namespaces: z.array(z.string()).nullable() })),
      }),
      "The caller; namespaces null means all",
    ),
  },
});

const login = defineRoute({
  permission: PUBLIC,
  method: "post",
  path: "/v1/auth/login",
  tags: ["auth"],
  summary: "Signs in with a name and a password",
  request: {
    body: body(
      z.strictObject({ username: z.string().min(1).max(128), password: z.string().min(1).max(1024) }),
      "Who, and the proof",
    ),
  },
  responses: { 200: answer(tokensSchema, "Tokens of a new session"), ...problems(400, 401, 429) },
});

const refresh = defineRoute({
  permission: PUBLIC,
  method: "post",
  path: "/v1/auth/refresh",
  tags: ["auth"],
  summary: "Changes a refresh token for new tokens; each can be changed once",
  request: { body: body(refreshSchema, "The latest refresh token") },
  responses: { 200: answer(tokensSchema, "New tokens of the session"), ...problems(400, 401, 429) },
});

const logout = defineRoute({
  permission: PUBLIC,
  method: "post",
  path: "/v1/auth/logout",
  tags: ["auth"],
  summary: "Ends the session of a refresh token",
  request: { body: body(refreshSchema, "The latest refresh token") },
  responses: { 204: { description: "It is over, or was never there" }, ...problems(400, 429) },
});

const callSchema = z.object({
  call_uuid: z.string(),
  at: z.string(),
  subject: z.string(),
  kind: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  namespace: z.string().nullable(),
  task_uuid: z.string().nullable(),
  permission: z.string(),
  outcome: z.enum(["done", "refused", "denied", "failed"]),
  status: z.int(),
  code: z.string().nullable(),
  reason: z.string().nullable(),
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
  request_id: z.string().nullable(),
  duration_ms: z.int().nullable(),
});

const audit = defineRoute({
  permission: "audit:read",
  method: "get",
  path: "/v1/audit",
  tags: ["auth"],
  summary: "Lists calls that changed something, or tried to: who, what, from where, why; the newest first",
  request: {
    query: z.strictObject({
      subject: z.string().optional(),
      task_uuid: z.uuid().optional(),
      outcome: callSchema.shape.outcome.optional(),
      before: z.uuid().optional().openapi({
        description: "Only calls before this one: the last of the page before",
      }),
      limit: z.coerce.number().int().min(1).max(1000).default(50),
    }),
  },
  responses: { 200: answer(z.array(callSchema), "A page of calls"), ...problems(400) },
});

/**
 * Puts the routes on an application by which callers learn who they are, sign in where that is switched on, and manage who may
 * call.
 */
export function addAuthRoutes(api: Api, sql: Sql, door: Door): void {
  api.openapi(whoami, (c) => {
    const { subject, kind, grants } = c.get("principal");
    const told = grants.map(({ permission, namespaces }) => ({
      permission,
      namespaces: namespaces === "all" ? null : [...namespaces],
    }));
    return c.json({ subject, kind, grants: told }, 200);
  });
  api.openapi(audit, async (c) => {
    const { subject = null, task_uuid = null, outcome = null, before = null, limit } = c.req.valid("query");
    const rows = await readRows<Record<string, unknown>>(sql`
      select to_jsonb(l) as row
        from tasker_v1.list_recorded_calls(p_subject => ${subject}, p_task_uuid => ${task_uuid}, p_outcome => ${outcome},
                                           p_before => ${before}, p_limit => ${limit}) l`);
    return c.json(toSnakeCase<z.infer<typeof callSchema>[]>(rows), 200);
  });
  addAuthKeyRoutes(api, { sql });
  addAuthUserRoutes(api, { sql });
  addAuthRoleRoutes(api, { sql });
  const { login: config } = door.config;
  if (!config.enabled) return;
  const sessions = new Sessions(sql, config);

  /** Every failure is counted against the address; after too many the rest is not looked at. */
  const guarded = async (c: Parameters<Door["countFailure"]>[0], work: () => Promise<SignedIn>) => {
    door.refuseGuessing(c);
    try {
      const { username, ...tokens } = await work();
      c.set("signedInAs", `user:${username}`);
      return {
        access_token: tokens.accessToken,
        refresh_token: tokens.refreshToken,
        token_type: "Bearer" as const,
        expires_in: config.accessTokenSeconds,
      };
    } catch (error) {
      if (error instanceof TaskerError && error.kind === "unauthenticated") door.countFailure(c);
      throw error;
    }
  };

  api.openapi(login, async (c) => {
    const { username, password } = c.req.valid("json");
    return c.json(await guarded(c, () => sessions.signIn(username, password)), 200);
  });
  api.openapi(refresh, async (c) => {
    const { refresh_token } = c.req.valid("json");
    return c.json(await guarded(c, () => sessions.refresh(refresh_token)), 200);
  });
  api.openapi(logout, async (c) => {
    await sessions.signOut(c.req.valid("json").refresh_token);
    return c.body(null, 204);
  });
}
