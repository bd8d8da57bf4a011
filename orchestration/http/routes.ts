import type { Sql } from "postgres";
import type { Sealer } from "../calls/sealer.ts";
import type { ApiCaches } from "../sight/api_caches.ts";
import { addAnalyticsRoutes } from "./analytics_routes.ts";
import { addAnnotationRoutes } from "./annotation_routes.ts";
import type { Api } from "./api.ts";
import { addDlqReportRoutes } from "./dlq_report_routes.ts";
import { addDlqRoutes } from "./dlq_routes.ts";
import { addExplainRoutes } from "./explain_routes.ts";
import { addGraphRoutes } from "./graph_routes.ts";
import { addLiveRoutes } from "./live/live_routes.ts";
import type { LiveFeed } from "./live/live_feed.ts";
import { addStepRoutes } from "./step_routes.ts";
import { addSystemRoutes } from "./system_routes.ts";
import { addTaskCreationRoutes } from "./task_creation_routes.ts";
import { addTaskListRoute } from "./task_list_route.ts";
import { addTaskRoutes } from "./task_routes.ts";
import { addTemplateRoutes } from "./template_routes.ts";
import { addWorkerProtocolRoutes } from "./worker_protocol_routes.ts";
import { addWorkerRoutes } from "./worker_routes.ts";

/** What the routes need. */
export interface RoutesOptions {
  /** Pool for the API. */
  readonly sql: Sql;
  /** What is remembered. None: nothing is. */
  readonly caches?: ApiCaches | undefined;
  /** Seals what is sensitive. */
  readonly sealer: Sealer;
  /** Longest that a request may take, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** What follows events. */
  readonly live: LiveFeed;
}

/** Puts every route that works on the database on an application. */
export function addRoutes(api: Api, { sql, live, caches, sealer, requestTimeoutMs }: RoutesOptions): void {
  addTaskCreationRoutes(api, { sql, sealer });
  addTaskRoutes(api, { sql });
  addTaskListRoute(api, { sql });
  addAnnotationRoutes(api, { sql });
  addStepRoutes(api, { sql, sealer });
  addExplainRoutes(api, { sql });
  addDlqRoutes(api, { sql });
  addDlqReportRoutes(api, { sql });
  addTemplateRoutes(api, { sql, caches });
  addGraphRoutes(api, { sql });
  addSystemRoutes(api, { sql });
  addWorkerRoutes(api, { sql });
  addWorkerProtocolRoutes(api, { sql, sealer, requestTimeoutMs });
  addLiveRoutes(api, live);
  addAnalyticsRoutes(api, { sql, caches });
}
