import { z } from "@hono/zod-openapi";
import { toSnakeCase } from "../../core/case.ts";
import { getDlqInvestigationQueue } from "../calls/get_dlq_investigation_queue.ts";
import { getDlqStats } from "../calls/get_dlq_stats.ts";
import { getStalenessMonitoring } from "../calls/get_staleness_monitoring.ts";
import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import {
  dlqStatsSchema,
  limitQuerySchema,
  queuedInvestigationSchema,
  taskStalenessSchema,
} from "./dlq_schemas.ts";
import { answer } from "./json_content.ts";
import { problems } from "./problem_schema.ts";
import { reachedNamespaces } from "./reach.ts";

const stats = defineRoute({
  permission: "dlq:read",
  method: "get",
  path: "/v1/dlq/stats",
  tags: ["dlq"],
  summary: "Counts investigations by reason and by how they ended",
  responses: { 200: answer(z.array(dlqStatsSchema), "One entry a reason"), ...problems() },
});

const queue = defineRoute({
  permission: "dlq:read",
  method: "get",
  path: "/v1/dlq/investigation-queue",
  tags: ["dlq"],
  summary: "Lists the open investigations, the most pressing first",
  request: { query: limitQuerySchema },
  responses: { 200: answer(z.array(queuedInvestigationSchema), "Open investigations"), ...problems(400) },
});

const staleness = defineRoute({
  permission: "dlq:read",
  method: "get",
  path: "/v1/dlq/staleness",
  tags: ["dlq"],
  summary: "Tells how near to stale the tasks are that are not over, the nearest first",
  request: { query: limitQuerySchema },
  responses: { 200: answer(z.array(taskStalenessSchema), "Tasks"), ...problems(400) },
});

/** Puts the routes that report on investigations and staleness on an application. */
export function addDlqReportRoutes(api: Api, { sql }: ApiContext): void {
  api.openapi(stats, async (c) => {
    return c.json(
      toSnakeCase<z.infer<typeof dlqStatsSchema>[]>(await getDlqStats(sql, reachedNamespaces(c))),
      200,
    );
  });

  api.openapi(queue, async (c) => {
    const rows = await getDlqInvestigationQueue(sql, c.req.valid("query").limit, reachedNamespaces(c));
    return c.json(toSnakeCase<z.infer<typeof queuedInvestigationSchema>[]>(rows), 200);
  });

  api.openapi(staleness, async (c) => {
    const rows = await getStalenessMonitoring(sql, c.req.valid("query").limit, reachedNamespaces(c));
    return c.json(toSnakeCase<z.infer<typeof taskStalenessSchema>[]>(rows), 200);
  });
}
