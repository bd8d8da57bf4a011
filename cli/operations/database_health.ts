import type { Sql } from "postgres";
import type { HealthCheckReport, HealthReport } from "../../core/health_report.ts";
import { readRows } from "../../orchestration/calls/read_rows.ts";
import { planMigration } from "../../sql/plan_migration.ts";
import { VERSION } from "../version.ts";

/**
 * Tells how an installation is, as far as the database knows.
 *
 * @param sql Pool to ask on.
 * @param environment Name of the environment.
 * @returns Checks of the database, its schema and its workers.
 */
export async function databaseHealth(sql: Sql, environment: string): Promise<HealthReport> {
  const [row] = await readRows<{ uptimeSeconds: number }>(sql`
    select jsonb_build_object('uptime_seconds', round(extract(epoch from now() - pg_postmaster_start_time()))) as row`);
  const checks = {
    database: await timed(async () => {
      await sql`select 1`;
      return {};
    }),
    schema: await timed(async () => {
      const { schemaFiles, replacesFunctions } = await planMigration(sql);
      const isBehind = schemaFiles.length > 0 || replacesFunctions;
      return isBehind ? { status: "degraded", message: "not as this release has it: tasker migrate" } : {};
    }),
    workers: await timed(async () => {
      const [found] =
        await sql`select count(*)::int as alive from tasker_v1.list_workers() w where w.is_alive`;
      return found?.["alive"] > 0 ? {} : { status: "degraded", message: "no worker is alive" };
    }),
  };
  const all = Object.values(checks);
  return {
    status: (["unhealthy", "degraded"] as const).find((bad) => all.some(({ status }) => status === bad)) ??
      "healthy",
    timestamp: new Date().toISOString(),
    checks,
    info: {
      version: VERSION,
      environment,
      operationalState: "normal",
      uptimeSeconds: row?.uptimeSeconds ?? 0,
    },
  };
}

async function timed(check: () => Promise<Partial<HealthCheckReport>>): Promise<HealthCheckReport> {
  const startedAt = performance.now();
  const report = await check();
  return { status: "healthy", ...report, durationMs: Math.round(performance.now() - startedAt) };
}
