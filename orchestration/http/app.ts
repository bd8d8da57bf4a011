import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import { getLogger } from "@logtape/logtape";
import type { Sql } from "postgres";
import type { WebConfig } from "../../config/components/web.ts";
import { TaskerError } from "../../core/errors.ts";
import type { SecretsOptions } from "../../core/secrets/keyring.ts";
import { type AccessControl, doorOf } from "../access/access_control.ts";
import type { ApiCaches } from "../sight/api_caches.ts";
import { Sealer } from "../calls/sealer.ts";
import { type Api, makeApi } from "./api.ts";
import { openAccess } from "./api_env.ts";
import { addAuthRoutes } from "./auth_routes.ts";
import { limitBodyDepth } from "./body_depth.ts";
import { addConfigRoutes, type ShownConfig } from "./config_routes.ts";
import { addDescriptionRoutes } from "./description_routes.ts";
import type { QueueGauge } from "../queue_gauge.ts";
import type { Service } from "../../core/service.ts";
import type { Health } from "./health.ts";
import { keepNumbersExact } from "./exact_numbers.ts";
import { addHealthRoutes } from "./health_routes.ts";
import { LiveFeed } from "./live/live_feed.ts";
import { addMetricsRoute, type MetricsRouteOptions } from "./metrics_route.ts";
import { observe } from "./observe.ts";
import { overflowLimit, pendingLimit } from "./pending_limit.ts";
import { fromHttpException, problemResponse } from "./problem_response.ts";
import { requestTimeout } from "./request_timeout.ts";
import { addRoutes } from "./routes.ts";
import { unknownRoute } from "./unknown_route.ts";

const log = getLogger(["tasker", "http"]);

/** Options for {@linkcode createApp}. */
export interface AppOptions {
  /** Pool for the API; nothing else waits for its connections. */
  readonly sql: Sql;
  /** Limits of requests. */
  readonly web: Pick<WebConfig, "requestTimeoutMs" | "maxBodyBytes" | "maxBodyDepth" | "live">;
  /** What `/health` tells. */
  readonly health: Health;
  /**
   * Requests under `/v1` that may be under way at the same time; further ones get `TK510`.
   *
   * @default {1000}
   */
  readonly pendingLimit?: number;
  /** Knows how long the queues are; in overflow requests for tasks get `TK510`. None: they are taken at any length. */
  readonly gauge?: QueueGauge | undefined;
  /** What `/metrics` tells, and to whom. None: it is not there. */
  readonly metrics?: MetricsRouteOptions | undefined;
  /** What is remembered. None: every question goes to the database. */
  readonly caches?: ApiCaches | undefined;
  /**
   * What follows events for clients.
   *
   * @default {new LiveFeed({ sql, live: web.live })} hears no notifications, and looks from time to time
   */
  readonly live?: LiveFeed | undefined;
  /** What `/v1/config` shows. None: it is not there. */
  readonly config?: ShownConfig | undefined;
  /** Keys to seal what templates declare sensitive. None: such values are refused. */
  readonly secrets?: SecretsOptions | undefined;
  /**
   * Who may call.
   *
   * @default {undefined} everybody may do everything
   */
  readonly access?: AccessControl | undefined;
}

/** What is known of the connection that a request came over. */
export interface CallerInfo {
  /** The other end: `Deno.serve` tells it. */
  readonly remoteAddr: { readonly hostname?: string };
}

/** Something that answers HTTP requests. */
export interface App {
  /** Answers one request; never throws. */
  readonly fetch: (request: Request, caller?: CallerInfo) => Response | Promise<Response>;
  /** What its answers that never end by themselves come from; whoever serves it stops that first. */
  readonly streams?: Service | undefined;
}

/**
 * Makes the HTTP API of the orchestrator: tasks, steps, templates, workers, health, and its own description at
 * `/openapi.json`, shown by `/docs`. Errors are problem documents (RFC 9457) with the code that SQL and logs use.
 *
 * @param options Pool, limits and health.
 */
export function createApp(options: AppOptions): App {
  const { sql, web, health, live = new LiveFeed({ sql, live: web.live }) } = options;
  const door = options.access === undefined ? undefined : doorOf(options.access);
  const api = makeApi();
  api.use(requestId());
  api.use(observe);
  api.use(requestTimeout(web.requestTimeoutMs));
  api.use(door?.guard(api) ?? openAccess);
  api.use(limitBodies(web.maxBodyBytes));
  api.use(limitBodyDepth(web.maxBodyDepth));
  api.use(keepNumbersExact);
  api.use("/v1/*", pendingLimit(options.pendingLimit ?? 1000));
  if (options.gauge !== undefined) {
    api.on("POST", ["/v1/tasks", "/v1/tasks/batch"], overflowLimit(options.gauge));
  }
  addRoutes(api, {
    sql,
    live,
    caches: options.caches,
    sealer: new Sealer((use) => use(sql), options.secrets),
    requestTimeoutMs: web.requestTimeoutMs,
  });
  if (door !== undefined) addAuthRoutes(api, sql, door);
  if (options.config !== undefined) addConfigRoutes(api, options.config);
  addHealthRoutes(api, health);
  if (options.metrics !== undefined) addMetricsRoute(api, options.metrics);
  addDescriptionRoutes(api, health.version);
  return finish(api, live);
}

/** Makes an HTTP API that only tells how the process is, for workers: health, and metrics if there are any. */
export function createHealthApp(health: Health, metrics?: MetricsRouteOptions): App {
  const api = makeApi();
  api.use(requestId());
  api.use(openAccess);
  addHealthRoutes(api, health);
  if (metrics !== undefined) addMetricsRoute(api, metrics);
  return finish(api);
}

function finish(api: Api, streams?: Service): App {
  api.notFound(unknownRoute(api));
  api.onError((error, c) => {
    if (error instanceof HTTPException) return problemResponse(c, fromHttpException(error), error.status);
    if (!(error instanceof TaskerError)) {
      log.error("{method} {path} failed: {error}", { method: c.req.method, path: c.req.path, error });
    }
    return problemResponse(c, error);
  });
  return { fetch: (request, caller) => api.fetch(request, caller), streams };
}

function limitBodies(maxSize: number): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: (c) => {
      const error = new TaskerError("TK004", `Cannot take a body of more than ${maxSize} bytes`, {
        hint: "Store the bulk elsewhere and pass a reference, or raise web.max_body_bytes.",
      });
      return problemResponse(c, error, 413);
    },
  });
}
