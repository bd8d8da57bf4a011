import { z } from "@hono/zod-openapi";

const time = () => z.iso.datetime({ offset: true });

/** Roles and permissions of a key or a user. */
export const scopesSchema = z.array(z.string().min(1).max(100)).min(1).max(100).openapi({
  description: "Roles and permissions; `@namespace` behind one limits it",
  example: ["client", "steps:operate@payments"],
});

/** What a key or a user reaches at most. */
export const limitsSchema = z.array(z.string().min(1).max(29)).min(1).max(1000).nullable().openapi({
  description: "Namespaces that it reaches at most; null for all",
});

/** A key. Source: `sql/functions/access/describe_api_key.sql`. */
export const apiKeySchema = z.object({
  api_key_uuid: z.guid(),
  name: z.string(),
  prefix: z.string().openapi({ description: "Its visible part", example: "ab3cd4ef" }),
  status: z.enum(["active", "expired", "revoked"]),
  scopes: z.array(z.string()),
  namespaces: z.array(z.string()).nullable(),
  created_at: time(),
  created_by: z.string().nullable(),
  expires_at: time().nullable(),
  last_used_at: time().nullable().openapi({ description: "Within half a minute" }),
  revoked_at: time().nullable(),
  revoked_by: z.string().nullable(),
  replaces: z.guid().nullable().openapi({ description: "The key that it took the place of" }),
}).openapi("ApiKey");

/** A key that has just been made. */
export const newApiKeySchema = apiKeySchema.extend({
  key: z.string().openapi({ description: "The key as a whole; it is told this once" }),
}).openapi("NewApiKey");

/** Body of `POST /v1/auth/keys`. */
export const apiKeyRequestSchema = z.strictObject({
  name: z.string().min(1).max(100).openapi({ description: "The program that will use it", example: "shop" }),
  scopes: scopesSchema,
  namespaces: limitsSchema.optional(),
  days: z.number().positive().max(36_500).optional().openapi({
    description: "Days until it ends; without it, it does not",
  }),
}).openapi("ApiKeyRequest");

/** A user. Source: `sql/functions/access/describe_access_user.sql`. */
export const userSchema = z.object({
  user_uuid: z.guid(),
  username: z.string(),
  status: z.enum(["active", "locked", "disabled"]),
  scopes: z.array(z.string()),
  namespaces: z.array(z.string()).nullable(),
  created_at: time(),
  disabled_at: time().nullable(),
  last_login_at: time().nullable(),
  failed_logins_count: z.int(),
  locked_until: time().nullable(),
}).openapi("User");

const password = () =>
  z.string().min(12).max(1024).openapi({ description: "12 characters or more", format: "password" });

/** Body of `POST /v1/auth/users`. */
export const userRequestSchema = z.strictObject({
  username: z.string().min(1).max(128),
  password: password(),
  scopes: scopesSchema,
  namespaces: limitsSchema.optional(),
}).openapi("UserRequest");

/** Body of `PATCH /v1/auth/users/{username}`. */
export const userChangesSchema = z.strictObject({
  password: password().optional(),
  scopes: scopesSchema.optional(),
  namespaces: limitsSchema.optional(),
  is_disabled: z.boolean().optional().openapi({
    description: "true ends its sessions and lets nobody sign in as it; false undoes that, and lifts a lock",
  }),
}).refine(({ namespaces, scopes }) => namespaces === undefined || scopes !== undefined, {
  error: "go with scopes: give both",
  path: ["namespaces"],
}).openapi("UserChanges");

/** A role. Source: `sql/functions/access/list_access_roles.sql`. */
export const roleSchema = z.object({
  role: z.string(),
  description: z.string().nullable(),
  permissions: z.array(z.string()),
  is_built_in: z.boolean(),
}).openapi("Role");

/** Body of `PUT /v1/auth/roles/{role}`. */
export const roleRequestSchema = z.strictObject({
  permissions: z.array(z.string().min(1).max(100)).min(1).max(100).openapi({
    description: "Permissions, or `resource:*`",
  }),
  description: z.string().max(500).optional(),
}).openapi("RoleRequest");

/** A permission. */
export const permissionSchema = z.object({
  permission: z.string(),
  summary: z.string(),
  is_namespaced: z.boolean().openapi({ description: "Whether it can be held for some namespaces only" }),
}).openapi("Permission");

/** A session. Source: `sql/functions/access/list_access_sessions.sql`. */
export const sessionSchema = z.object({
  session_uuid: z.guid(),
  username: z.string(),
  status: z.enum(["active", "revoked", "expired", "disabled"]),
  created_at: time(),
  expires_at: time(),
  refreshed_at: time().nullable(),
  revoked_at: time().nullable(),
  revoked_why: z.string().nullable(),
}).openapi("Session");
