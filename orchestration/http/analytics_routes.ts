import { z } from "@hono/zod-openapi";
import {
  bottlenecksSchema,
  performanceQuerySchema,
  performanceSchema,
  slowestQuerySchema,
  slowStepSchema,
  slowTaskSchema,
} from "./analytics_schemas.ts";
import type { Api, ApiContext } from "./api.ts";
import type { ApiRequest } from "./api_env.ts";
import { defineRoute } from "./define_route.ts";
import { answer } from "./json_content.ts";
import { type JsonText, passJson, readJson } from "./pass_json.ts";
import { problems } from "./problem_schema.ts";
import { reachedNamespaces } from "./reach.ts";
import { recommendations } from "./recommendations.ts";

const common = { permission: "analytics:read" as const, method: "get" as const, tags: ["analytics"] };

const performance = defineRoute({
  ...common,
  path: "/v1/analytics/performance",
  summary: "Measures a period: throughput, how tasks ended, and percentiles of how long tasks and steps took",
  request: { query: performanceQuerySchema },
  responses: { 200: answer(performanceSchema, "The figures"), ...problems(400) },
});

const bottlenecks = defineRoute({
  ...common,
  path: "/v1/analytics/bottlenecks",
  summary: "Lists the steps and templates that take longest on average, with what to do about it",
  request: { query: slowestQuerySchema },
  responses: { 200: answer(bottlenecksSchema, "The slowest first"), ...problems(400) },
});

/** The route that lists single steps or tasks. */
const slowest = (things: "steps" | "tasks") =>
  defineRoute({
    ...common,
    path: `/v1/analytics/slowest-${things}`,
    summary: `Lists the single ${things} that took longest in a period`,
    request: { query: slowestQuerySchema.omit({ min_executions: true }) },
    responses: {
      200: answer(z.array(things === "steps" ? slowStepSchema : slowTaskSchema), "The slowest first"),
      ...problems(400),
    },
  });

/** Puts the routes of analytics on an application. */
export function addAnalyticsRoutes(api: Api, { sql, caches }: ApiContext): void {
  /** Callers who reach the same namespaces get the same figures; all wait for one who computes them. */
  const remember = (c: ApiRequest, query: object, load: () => Promise<JsonText>): Promise<JsonText> => {
    if (caches === undefined) return load();
    return caches.analytics.get(JSON.stringify([c.req.path, query, reachedNamespaces(c) ?? null]), load);
  };

  api.openapi(performance, async (c) => {
    const { hours, namespace } = c.req.valid("query");
    const names = reachedNamespaces(c, namespace) ?? null;
    const text = await remember(c, { hours, namespace }, () =>
      readJson(sql`
      select jsonb_build_object(
               'metrics', case when ${names}::text[] is null then (
                 select to_jsonb(m) from tasker_v1.get_analytics_metrics(now() - ${hours} * interval '1 hour') m) end,
               'percentiles', (
                 select coalesce(jsonb_agg(to_jsonb(p)), '[]')
                   from tasker_v1.get_duration_percentiles(now() - ${hours} * interval '1 hour', ${names}::text[]) p))::text
             as json`));
    return passJson(c, text);
  });

  api.openapi(bottlenecks, async (c) => {
    const { hours, limit, min_executions, namespace } = c.req.valid("query");
    const only = reachedNamespaces(c, namespace) ?? null;
    const names = only ?? [null];
    const text = await remember(c, { hours, limit, min_executions, namespace }, () =>
      readJson(sql`
      with scope as (select n as namespace, now() - ${hours} * interval '1 hour' as since from unnest(${names}::text[]) n)
      select jsonb_build_object(
               'slow_steps', (
                 select coalesce(jsonb_agg(to_jsonb(x) order by x.average_duration_seconds desc), '[]')
                   from (select r.* from scope s
                          cross join lateral tasker_v1.get_slowest_steps_aggregated(s.since, ${limit}, ${min_executions}, s.namespace) r
                          order by r.average_duration_seconds desc limit ${limit}) x),
               'slow_tasks', (
                 select coalesce(jsonb_agg(to_jsonb(x) order by x.average_duration_seconds desc), '[]')
                   from (select r.* from scope s
                          cross join lateral tasker_v1.get_slowest_tasks_aggregated(s.since, ${limit}, ${min_executions}, s.namespace) r
                          order by r.average_duration_seconds desc limit ${limit}) x),
               'resource_utilization', (
                 select to_jsonb(u) from tasker_v1.get_resource_utilization(${only}::text[]) u))::text as json`));
    const found = JSON.parse(text);
    return passJson(c, JSON.stringify({ ...found, recommendations: recommendations(found) }));
  });

  for (const things of ["steps", "tasks"] as const) {
    api.openapi(slowest(things), async (c) => {
      const { hours, limit, namespace } = c.req.valid("query");
      const names = reachedNamespaces(c, namespace) ?? [null];
      const list = things === "steps" ? sql`tasker_v1.get_slowest_steps` : sql`tasker_v1.get_slowest_tasks`;
      const text = await remember(c, { hours, limit, namespace }, () =>
        readJson(sql`
        select coalesce(jsonb_agg(to_jsonb(x) order by x.duration_seconds desc), '[]')::text as json
          from (select r.* from unnest(${names}::text[]) n
                 cross join lateral ${list}(now() - ${hours} * interval '1 hour', ${limit}, n) r
                 order by r.duration_seconds desc limit ${limit}) x`));
      return passJson(c, text);
    });
  }
}
