import { matchedRoutes } from "hono/route";
import type { Context } from "hono";
import { PUBLIC, type RoutePermission } from "./permissions.ts";

/** A route that a call matched. */
export interface MatchedRoute {
  /** `PATCH /v1/tasks/{task_uuid}/workflow_steps/{step_uuid}`. */
  readonly name: string;
  /** What it asks for. */
  readonly permission: RoutePermission;
  /** Parameters of its path. */
  readonly params: Readonly<Record<string, string>>;
}

/** Something whose routes are known: the application. */
export interface Routed {
  /** What was put on it. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** What it says of itself. */
  readonly openAPIRegistry: { readonly definitions: readonly unknown[] };
}

interface RouteDefinition {
  readonly type: string;
  readonly route?: {
    readonly method: string;
    readonly path: string;
    readonly "x-permission"?: RoutePermission;
  };
}

/** Paths that describe the API and belong to no operation of it. */
const DESCRIPTIONS = /^\/(openapi\.json|docs|api-docs)(\/|$)/;

const NOWHERE: MatchedRoute = { name: "", permission: PUBLIC, params: {} };

/** What each route of an application asks for, read from its description; it is known before anything is validated. */
export class RouteTable {
  readonly #app: Routed;
  #permissions: Map<string, RoutePermission> | undefined;

  /** Makes it; routes may still be added until the first call. */
  constructor(app: Routed) {
    this.#app = app;
  }

  /**
   * Finds the route of a call; a call that matches none is answered with 404 later, and asks for nothing.
   *
   * @throws {TypeError} When a route says nothing of its permission: that is a defect, and nobody gets in.
   */
  routeOf(c: Context): MatchedRoute {
    const permissions = this.#permissions ??= this.#read();
    const routes = matchedRoutes(c);
    for (let i = routes.length - 1; i >= 0; i--) {
      const { method, path } = routes[i]!;
      if (method === "ALL") continue;
      const name = `${method} ${path.replaceAll(/:(\w+)(\{[^}]*\})?/g, "{$1}")}`;
      const permission = permissions.get(name) ?? (DESCRIPTIONS.test(path) ? PUBLIC : undefined);
      if (permission !== undefined) return { name, permission, params: paramsOf(path, c.req.path) };
      if (!this.#isOwnMiddleware(name)) {
        throw new TypeError(`The route ${name} does not say which permission it asks for`);
      }
    }
    return NOWHERE;
  }

  #read(): Map<string, RoutePermission> {
    const permissions = new Map<string, RoutePermission>();
    for (const definition of this.#app.openAPIRegistry.definitions) {
      const { type, route } = definition as RouteDefinition;
      if (type !== "route" || route?.["x-permission"] === undefined) continue;
      permissions.set(`${route.method.toUpperCase()} ${route.path}`, route["x-permission"]);
    }
    return permissions;
  }

  /** A middleware that is put on some paths only is a route as well, on a path with a star. */
  #isOwnMiddleware(name: string): boolean {
    return name.includes("*");
  }
}

function paramsOf(pattern: string, path: string): Record<string, string> {
  const values = path.split("/");
  const params: Record<string, string> = {};
  for (const [place, part] of pattern.split("/").entries()) {
    const name = part.match(/^:(\w+)/)?.[1];
    if (name !== undefined) params[name] = decoded(values[place] ?? "");
  }
  return params;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
