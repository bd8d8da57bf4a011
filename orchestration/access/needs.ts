import { PUBLIC, type RoutePermission } from "./permissions.ts";

/** What a route says of access in the API's description. */
export interface RouteAccess {
  /** The permission it asks for; `public` and `signed_in` ask for none in particular. */
  readonly "x-permission": RoutePermission;
  /** The credentials it takes, in the words of OpenAPI. */
  readonly security: { [scheme: string]: string[] }[];
}

/** The members of a route's declaration that say which permission it asks for. */
export function needs(permission: RoutePermission): RouteAccess {
  const security = permission === PUBLIC ? [] : [{ bearer: [] }, { apiKey: [] }];
  return { "x-permission": permission, security };
}
