import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { getLogger } from "@logtape/logtape";
import { keepsLogScopes, within } from "../../core/telemetry/log_scope.ts";
import { METRICS } from "../../core/telemetry/metrics.ts";

const log = getLogger(["tasker", "http"]);

/**
 * Counts and measures requests by route, and puts the request's id on every line that is logged while it is answered.
 * Paths that no route has count as one, so that nobody can make up series.
 */
export const observe: MiddlewareHandler = async (c, next) => {
  const startedMs = performance.now();
  const requestId: unknown = c.get("requestId");
  if (keepsLogScopes()) await within({ logProperties: { request_id: requestId } }, next);
  else await next();
  const seconds = (performance.now() - startedMs) / 1000;
  const route = matchedRoutes(c).findLast(({ method, path }) => method !== "ALL" && !path.endsWith("*"))
    ?.path ?? "unknown";
  const { method, path } = c.req;
  const known = route === "unknown" ? "other" : method;
  METRICS.requests.of(known, route, String(c.res.status)).add();
  METRICS.requestDuration.of(known, route).observe(seconds);
  log.debug("{method} {path} answered {status}", {
    method,
    path,
    status: c.res.status,
    seconds,
    request_id: requestId,
  });
};
