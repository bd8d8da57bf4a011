import { registerTemplate } from "../../orchestration/calls/mod.ts";
import { connect, migrate } from "../../sql/mod.ts";
import { Worker } from "../../worker/mod.ts";
import type { Outcome } from "../harness/measurement.ts";
import { SHAPES } from "../harness/shapes.ts";
import { numberOf } from "../harness/system.ts";
import { startServer } from "../server.ts";
import { makeOrchestrator } from "../systems/tasker.ts";
import { templateOf } from "../systems/templates.ts";
import type { WorkloadSetup } from "./workload.ts";

/** How long the system has to come to rest, in seconds. */
const REST_SECONDS = 60;

/**
 * Counts what an orchestrator and a worker ask the server while there is nothing to do. On a server of its own, whose
 * `pg_stat_statements` counts every statement that a client sends, session commands included.
 */
export async function measure({ run }: WorkloadSetup): Promise<Outcome> {
  await using server = await startServer({ shared_preload_libraries: "pg_stat_statements" });
  const sql = connect(server.url, { max: 1, statementTimeoutMs: 0 });
  await sql`create extension pg_stat_statements`;
  await migrate(sql);
  const templates = Array.from({ length: run.count }, (_, i) => templateOf(SHAPES[run.shape], `idle_${i}`));
  for (const template of templates) await registerTemplate(sql, template);

  await using orchestrator = await makeOrchestrator(server.url);
  await orchestrator.start();
  const handlers = Object.fromEntries(
    templates.flatMap(({ steps }) => steps.map(({ handler }) => [handler.callable, () => null])),
  );
  await using worker = new Worker({ database: { url: server.url }, templates, handlers });
  await worker.start();

  const seconds = numberOf(run.variant, "seconds", 120);
  await rest(REST_SECONDS);
  await sql`select pg_stat_statements_reset()`;
  await rest(seconds);
  const statements = await sql<{ query: string; calls: number }[]>`
    select s.query, s.calls::integer as calls
      from pg_stat_statements s
     where s.query not like '%pg_stat_statements%'
     order by s.calls desc`;
  await sql.end();
  const calls = statements.reduce((sum, { calls }) => sum + calls, 0);
  return {
    settings:
      `${run.count} namespaces, one orchestrator, one worker, ${seconds} s after ${REST_SECONDS} s of rest; ` +
      `counted by pg_stat_statements: ${statements.slice(0, 6).map(brief).join(", ")}`,
    figures: { statementsPerMinute: calls / seconds * 60 },
  };
}

function brief({ query, calls }: { readonly query: string; readonly calls: number }): string {
  return `${calls} × ${/tasker_v1\.(\w+)/.exec(query)?.[1] ?? query.replaceAll(/\s+/g, " ").slice(0, 40)}`;
}

function rest(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
