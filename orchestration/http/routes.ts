import type { Sql } from "postgres";
import { addAnalyticsRoutes } from "./analytics_routes.ts";
import { addAnnotationRoutes } from "./annotation_routes.ts";
import type { Api } from "./api.ts";
import { addDlqReportRoutes } from "./dlq_report_routes.ts";
import { addDlqRoutes } from "./dlq_routes.ts";
import { addExplainRoutes } from "./explain_routes.ts";
import { addGraphRoutes } from "./graph_routes.ts";
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
  /** Longest that a request may take, in milliseconds. */
  readonly requestTimeoutMs: number;
}

/** Puts every route that works on the database on an application. */
export function addRoutes(api: Api, { sql, requestTimeoutMs }: RoutesOptions): void {
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
  addWorkerProtocolRoutes(api, { sql, requestTimeoutMs });
  addAnalyticsRoutes(api, { sql });
}
