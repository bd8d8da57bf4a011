import { z } from "@hono/zod-openapi";
import { PUBLIC, type RoutePermission } from "../access/permissions.ts";
import type { Api } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import type { CheckedReport, Health } from "./health.ts";
import { answer } from "./json_content.ts";

const checksSchema = z.record(
  z.string(),
  z.object({
    status: z.enum(["healthy", "degraded", "unhealthy"]),
    message: z.string().optional(),
    duration_ms: z.number(),
    checked_at: z.iso.datetime(),
  }),
);
const basicSchema = z.object({ status: z.string(), timestamp: z.string() });
const readySchema = basicSchema.extend({ checks: checksSchema });
const detailedSchema = readySchema.extend({
  info: z.object({
    version: z.string(),
    environment: z.string(),
    operational_state: z.enum(["normal", "graceful_shutdown"]),
    uptime_seconds: z.int(),
  }),
});

type Reports = Record<string, CheckedReport>;

const now = () => new Date().toISOString();
const fails = (reports: Reports) => Object.values(reports).some(({ status }) => status === "unhealthy");
const limps = (reports: Reports) => Object.values(reports).some(({ status }) => status === "degraded");

/** Puts the routes that tell how the process is on an application, each under both of its names. */
export function addHealthRoutes(api: Api, health: Health): void {
  const route = <Path extends string, Schema extends z.ZodType>(
    path: Path,
    schema: Schema,
    summary: string,
    permission: RoutePermission = PUBLIC,
  ) =>
    defineRoute({
      method: "get",
      permission,
      path,
      tags: ["health"],
      summary,
      responses: { 200: answer(schema, "All is well"), 503: answer(schema, "All is not well") },
    });

  api.openapi(
    route("/health", basicSchema, "Tells that the process answers"),
    (c) => c.json({ status: "healthy", timestamp: now() }, 200),
  );

  for (const path of ["/live", "/health/live"]) {
    api.openapi(
      route(path, basicSchema, "Tells that the process lives"),
      (c) => c.json({ status: "alive", timestamp: now() }, 200),
    );
  }

  for (const path of ["/ready", "/health/ready"]) {
    api.openapi(route(path, readySchema, "Tells whether the process can work"), async (c) => {
      const checks = await health.ask();
      const isReady = !health.isDraining && !fails(checks);
      return c.json(
        { status: isReady ? "ready" : "not_ready", timestamp: now(), checks },
        isReady ? 200 : 503,
      );
    });
  }

  api.openapi(
    route("/health/detailed", detailedSchema, "Tells how each part of the process is", "system:read"),
    async (c) => {
      const checks = await health.ask(true);
      const status = fails(checks) ? "unhealthy" : limps(checks) ? "degraded" : "healthy";
      const info = {
        version: health.version,
        environment: health.environment,
        operational_state: health.isDraining ? "graceful_shutdown" as const : "normal" as const,
        uptime_seconds: health.uptimeSeconds,
      };
      return c.json({ status, timestamp: now(), checks, info }, status === "unhealthy" ? 503 : 200);
    },
  );
}
