import { z } from "@hono/zod-openapi";
import { toSnakeCase } from "../../core/case.ts";
import { PERMISSIONS, SIGNED_IN } from "../access/permissions.ts";
import { refuseMoreThanOwn } from "../access/delegation.ts";
import { dropRole, listRoles, revokeToken, setRole } from "../access/user_store.ts";
import { actorOf } from "./actor.ts";
import type { Api, ApiContext } from "./api.ts";
import { permissionSchema, roleRequestSchema, roleSchema } from "./auth_schemas.ts";
import { defineRoute } from "./define_route.ts";
import { answer, body } from "./json_content.ts";
import { problems } from "./problem_schema.ts";

const common = { permission: "auth:manage" as const, tags: ["auth"] };
const rolePathSchema = z.object({ role: z.string().min(1).max(63) });

const permissions = defineRoute({
  ...common,
  permission: SIGNED_IN,
  method: "get",
  path: "/v1/auth/permissions",
  summary: "Lists the permissions there are and what each allows",
  responses: { 200: answer(z.array(permissionSchema), "The permissions"), ...problems() },
});

const list = defineRoute({
  ...common,
  method: "get",
  path: "/v1/auth/roles",
  summary: "Lists the roles and what each allows, the built-in ones first",
  responses: { 200: answer(z.array(roleSchema), "The roles"), ...problems() },
});

const put = defineRoute({
  ...common,
  method: "put",
  path: "/v1/auth/roles/{role}",
  summary: "Makes a role of the installation's own, or changes what it allows",
  request: { params: rolePathSchema, body: body(roleRequestSchema, "What it allows") },
  responses: { 200: answer(roleSchema, "The role"), ...problems(400, 413) },
});

const drop = defineRoute({
  ...common,
  method: "delete",
  path: "/v1/auth/roles/{role}",
  summary: "Removes a role of the installation's own; who has it keeps only what else it has",
  request: { params: rolePathSchema },
  responses: { 200: answer(z.object({ removed: z.boolean() }), "Whether there was one"), ...problems(400) },
});

const revoke = defineRoute({
  ...common,
  method: "post",
  path: "/v1/auth/tokens/{token_id}/revoke",
  summary: "Ends a bearer token by its id, whoever issued it",
  request: {
    params: z.object({
      token_id: z.string().min(1).max(255).openapi({ description: "Its claim jti" }),
    }),
    body: body(
      z.strictObject({
        days: z.int().min(1).max(3650).default(30).openapi({
          description: "Days after which it has expired anyway",
        }),
      }),
      "For how long to remember it",
    ),
  },
  responses: {
    200: answer(z.object({ revoked: z.boolean() }), "False when it was revoked before"),
    ...problems(400, 413),
  },
});

/** Puts the routes of permissions, roles and tokens on an application. */
export function addAuthRoleRoutes(api: Api, { sql }: ApiContext): void {
  type Role = z.infer<typeof roleSchema>;

  api.openapi(permissions, (c) => {
    const told = Object.entries(PERMISSIONS).map(([permission, { summary, namespaced }]) => ({
      permission,
      summary,
      is_namespaced: namespaced,
    }));
    return c.json(told, 200);
  });

  api.openapi(list, async (c) => c.json(toSnakeCase<Role[]>(await listRoles(sql)), 200));

  api.openapi(put, async (c) => {
    const request = c.req.valid("json");
    const { role } = c.req.valid("param");
    await refuseMoreThanOwn(sql, c.get("principal"), { scopes: [role, ...request.permissions] });
    const view = await setRole(sql, role, { ...request, by: actorOf(c) });
    return c.json(toSnakeCase<Role>(view), 200);
  });

  api.openapi(drop, async (c) => {
    const { role } = c.req.valid("param");
    await refuseMoreThanOwn(sql, c.get("principal"), { scopes: [role] });
    return c.json({ removed: await dropRole(sql, role, actorOf(c)) }, 200);
  });

  api.openapi(revoke, async (c) => {
    const { days } = c.req.valid("json");
    const revoked = await revokeToken(sql, c.req.valid("param").token_id, { days, by: actorOf(c) });
    return c.json({ revoked }, 200);
  });
}
