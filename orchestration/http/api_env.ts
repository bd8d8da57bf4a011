import type { Context, MiddlewareHandler } from "hono";
import { PERMISSION_NAMES } from "../access/permissions.ts";
import type { Principal } from "../access/principal.ts";

/** What the middleware of a request leaves for its handler. */
export interface ApiEnv {
  /** Read with `c.get(…)`. */
  readonly Variables: {
    /** Who asks, and what it may do; set before anything of the request but its head is read. */
    principal: Principal;
    /** Who has just signed in, for the log of calls. */
    signedInAs?: string;
  };
}

/** Context of a request to the API. */
export type ApiRequest = Context<ApiEnv>;

/** Whoever calls an application without access control: it may do everything. */
export const ANYONE: Principal = {
  subject: "anonymous",
  kind: "anonymous",
  grants: PERMISSION_NAMES.map((permission) => ({ permission, namespaces: "all" })),
  permissions: new Set(PERMISSION_NAMES),
  namespaces: "all",
};

/** Lets everybody in, for applications without access control. */
export const openAccess: MiddlewareHandler<ApiEnv> = async (c, next) => {
  c.set("principal", ANYONE);
  await next();
};
