import { z } from "@hono/zod-openapi";
import type { TelemetryConfig } from "../../config/components/telemetry.ts";
import { PUBLIC } from "../access/permissions.ts";
import { Exposition } from "../sight/exposition.ts";
import type { ReadFamily } from "../sight/metrics_source.ts";
import type { Api } from "./api.ts";
import { defineRoute } from "./define_route.ts";

/** What `/metrics` needs. */
export interface MetricsRouteOptions {
  /** Who may read it. */
  readonly access: TelemetryConfig["metricsAccess"];
  /** What is read when somebody asks, besides what the process counts. */
  readonly families: readonly ReadFamily[];
}

/** Puts `/metrics` on an application. */
export function addMetricsRoute(api: Api, { access, families }: MetricsRouteOptions): void {
  const exposition = new Exposition(families);
  const route = defineRoute({
    permission: access === "public" ? PUBLIC : "system:read",
    method: "get",
    path: "/metrics",
    tags: ["health"],
    summary: "Tells in numbers what the process does and how full the installation is",
    responses: {
      200: {
        description: "Metrics in Prometheus' text format",
        content: { "text/plain": { schema: z.string() } },
      },
    },
  });
  api.openapi(
    route,
    async (c) => c.text(await exposition.text(), 200, { "Content-Type": exposition.contentType }) as never,
  );
}
