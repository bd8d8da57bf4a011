import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import { needs } from "../access/needs.ts";
import { PUBLIC, type RoutePermission } from "../access/permissions.ts";
import { problems } from "./problem_schema.ts";

/** What a route declares besides what OpenAPI knows. */
export type RouteOptions = Omit<RouteConfig, "middleware" | "security"> & {
  /** Who may call it. */
  readonly permission: RoutePermission;
  /** What it does, third person, one sentence without a period. */
  readonly summary: string;
};

/**
 * Declares a route: its permission stands in the API's description, where access control reads it before it looks at
 * path, query or body, with the answers that follow from it.
 *
 * @param route As `createRoute` of `@hono/zod-openapi` takes it, and its permission.
 */
export function defineRoute<const Route extends RouteOptions>(route: Route): Route {
  const { permission, responses, ...rest } = route;
  return createRoute({
    ...rest,
    ...needs(permission),
    responses: permission === PUBLIC ? responses : { ...responses, ...problems(401, 403, 429) },
  } as RouteConfig) as unknown as Route;
}
