import type { RouteConfig } from "@hono/zod-openapi";
import { loadConfig } from "../../config/mod.ts";
import { Door } from "../../orchestration/access/door.ts";
import { Sealer } from "../../orchestration/calls/sealer.ts";
import { makeApi } from "../../orchestration/http/api.ts";
import { addAuthRoutes } from "../../orchestration/http/auth_routes.ts";
import { addConfigRoutes } from "../../orchestration/http/config_routes.ts";
import { Health } from "../../orchestration/http/health.ts";
import { addHealthRoutes } from "../../orchestration/http/health_routes.ts";
import { LiveFeed } from "../../orchestration/http/live/live_feed.ts";
import { addRoutes } from "../../orchestration/http/routes.ts";
import { connect } from "../../sql/connect.ts";
import type { Answer } from "./_api.ts";

/** A schema that says whether a value is as declared. */
interface Schema {
  safeParse(value: unknown): { success: boolean; error?: unknown };
}

/** Every route that an API without access control declares; the pool is never connected. */
export const DECLARED: readonly RouteConfig[] = await declared(false);

const PATTERNS = (await declared(true)).map((route) => ({
  route,
  pattern: new URLPattern({ pathname: route.path.replaceAll(/\{(\w+)\}/g, ":$1") }),
}));

/**
 * Fails when an answer is not as its route declares it: status, media type, and the body by the schema.
 *
 * @throws {Error} With the route and what is wrong.
 */
export function checkAnswer(method: string, path: string, { status, headers, body }: Answer): void {
  const { pathname } = new URL(path, "http://tasker.test");
  const found =
    PATTERNS.filter(({ route, pattern }) =>
      route.method === method.toLowerCase() && pattern.test({ pathname })
    ).sort((a, b) => wildness(a.route) - wildness(b.route))[0];
  if (found === undefined || status === 304) return;
  const name = `${method} ${found.route.path} → ${status}`;
  const response = found.route.responses[status];
  if (response === undefined) {
    if ([500, 404, 405, 413, 415, 429].includes(status)) return;
    throw new Error(`${name} is not declared`);
  }
  if (!("content" in response) || response.content === undefined) return;
  const [type] = (headers.get("Content-Type") ?? "").split(";");
  const declared = response.content[type as keyof typeof response.content] as { schema: Schema } | undefined;
  if (declared === undefined) throw new Error(`${name} answers with ${type}, which is not declared`);
  if (new URL(path, "http://tasker.test").searchParams.has("fields")) return;
  const result = declared.schema.safeParse(body);
  if (!result.success) throw new Error(`${name} is not as declared: ${result.error}`);
}

const wildness = ({ path }: RouteConfig) => path.split("{").length;

async function declared(isGuarded: boolean): Promise<RouteConfig[]> {
  const api = makeApi();
  const sql = connect("postgres://nowhere.invalid/none");
  const live = { maxStreams: 1, bufferBytes: 1024, heartbeatSeconds: 15, longestSeconds: 900 };
  const sealer = new Sealer((use) => use(sql), undefined);
  addRoutes(api, { sql, sealer, live: new LiveFeed({ sql, live }), requestTimeoutMs: 30_000 });
  if (isGuarded) {
    const { auth, web } = await loadConfig({ environment: "test" });
    const login = { ...auth.login, enabled: true, signingSecret: "Zt4pq8Wn1Xc7Lb3Vm9Rk5Yh2Js6Gd0Qf" };
    addAuthRoutes(api, sql, new Door({ sql, auth: { ...auth, login }, web }));
    addConfigRoutes(api, { environment: "test", values: [] });
  }
  addHealthRoutes(api, new Health({ version: "0", environment: "test", checks: [] }));
  return api.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === "route" ? [definition.route] : []
  );
}
