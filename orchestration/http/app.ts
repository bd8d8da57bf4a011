import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import { getLogger } from "@logtape/logtape";
import type { Sql } from "postgres";
import type { WebConfig } from "../../config/components/web.ts";
import { TaskerError } from "../../core/errors.ts";
import { addAnnotationRoutes } from "./annotation_routes.ts";
import { type Api, makeApi } from "./api.ts";
import { openAccess } from "./api_env.ts";
import { addDlqReportRoutes } from "./dlq_report_routes.ts";
import { addDlqRoutes } from "./dlq_routes.ts";
import { addExplainRoutes } from "./explain_routes.ts";
import type { Health } from "./health.ts";
import { addHealthRoutes } from "./health_routes.ts";
import { addMetricsRoute, type MetricsRouteOptions } from "./metrics_route.ts";
import { observe } from "./observe.ts";
import { pendingLimit } from "./pending_limit.ts";
import { fromHttpException, problemResponse } from "./problem_response.ts";
import { requestTimeout } from "./request_timeout.ts";
import { addStepRoutes } from "./step_routes.ts";
import { addTaskCreationRoutes } from "./task_creation_routes.ts";
import { addTaskListRoute } from "./task_list_route.ts";
import { addTaskRoutes } from "./task_routes.ts";
import { addAnalyticsRoutes } from "./analytics_routes.ts";
import { addGraphRoutes } from "./graph_routes.ts";
import { addSystemRoutes } from "./system_routes.ts";
import { addTemplateRoutes } from "./template_routes.ts";
import { addWorkerProtocolRoutes } from "./worker_protocol_routes.ts";
import { addWorkerRoutes } from "./worker_routes.ts";
import { unknownRoute } from "./unknown_route.ts";

const log = getLogger(["tasker", "http"]);

/** Options for {@linkcode createApp}. */
export interface AppOptions {
  /** Pool for the API; nothing else waits for its connections. */
  readonly sql: Sql;
  /** Limits of requests. */
  readonly web: Pick<WebConfig, "requestTimeoutMs" | "maxBodyBytes">;
  /** What `/health` tells. */
  readonly health: Health;
  /**
   * Requests to create tasks that may be under way at the same time; further ones get `TK401`.
   *
   * @default {1000}
   */
  readonly pendingLimit?: number;
  /** What `/metrics` tells, and to whom. None: it is not there. */
  readonly metrics?: MetricsRouteOptions | undefined;
}

/** Something that answers HTTP requests. */
export interface App {
  /** Answers one request; never throws. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/**
 * Makes the HTTP API of the orchestrator: tasks, steps, templates, health, and its own description at
 * `/api-docs/openapi.json`. Errors are problem documents (RFC 9457) with the code that SQL and logs use.
 *
 * @param options Pool, limits and health.
 */
export function createApp(options: AppOptions): App {
  const { sql, web, health } = options;
  const api = makeApi();
  api.use(requestId());
  api.use(observe);
  api.use(requestTimeout(web.requestTimeoutMs));
  api.use(limitBodies(web.maxBodyBytes));
  api.use(openAccess);
  api.on("POST", ["/v1/tasks", "/v1/tasks/batch"], pendingLimit(options.pendingLimit ?? 1000));
  addTaskCreationRoutes(api, { sql });
  addTaskRoutes(api, { sql });
  addTaskListRoute(api, { sql });
  addAnnotationRoutes(api, { sql });
  addStepRoutes(api, { sql });
  addExplainRoutes(api, { sql });
  addDlqRoutes(api, { sql });
  addDlqReportRoutes(api, { sql });
  addTemplateRoutes(api, { sql });
  addGraphRoutes(api, { sql });
  addSystemRoutes(api, { sql });
  addWorkerRoutes(api, { sql });
  addWorkerProtocolRoutes(api, { sql });
  addAnalyticsRoutes(api, { sql });
  addHealthRoutes(api, health);
  if (options.metrics !== undefined) addMetricsRoute(api, options.metrics);
  api.doc31("/api-docs/openapi.json", {
    openapi: "3.1.0",
    info: { title: "tasker", version: health.version, description: "Runs workflows on PostgreSQL." },
  });
  return finish(api);
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

function finish(api: Api): App {
  api.notFound(unknownRoute(api));
  api.onError((error, c) => {
    if (error instanceof HTTPException) return problemResponse(c, fromHttpException(error), error.status);
    if (!(error instanceof TaskerError)) {
      log.error("{method} {path} failed: {error}", { method: c.req.method, path: c.req.path, error });
    }
    return problemResponse(c, error);
  });
  return { fetch: (request) => api.fetch(request) };
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
