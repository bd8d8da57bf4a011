/**
 * How many statements a step costs: `deno task bench:statements`. Creates 10,000 single-step tasks, drains them with one
 * worker, and prints what `pg_stat_statements` counted of what the worker sent.
 *
 * @module
 */
import { createTasks } from "../orchestration/calls/mod.ts";
import { connect, migrate } from "../sql/mod.ts";
import { Worker } from "../worker/mod.ts";
import { pause } from "../core/pause.ts";
import { makeDatabase } from "./harness/database.ts";
import { SHAPES } from "./harness/shapes.ts";
import { startServer } from "./server.ts";
import { NAMESPACE, templateOf } from "./systems/templates.ts";

const TASKS = 10_000;
const BATCH = 1_000;

await using server = await startServer({ shared_preload_libraries: "pg_stat_statements" });
const url = await makeDatabase(server.url, "tasker_statements");
const sql = connect(url);
await migrate(sql);
await sql`create extension pg_stat_statements`;

const template = templateOf(SHAPES.single);
const worker = new Worker({
  database: { url },
  templates: [template],
  handlers: Object.fromEntries(template.steps.map(({ handler }) => [handler.callable, () => ({ ok: 1 })])),
});
await worker.start();
await worker.stop();
for (let i = 0; i < TASKS; i += BATCH) {
  await createTasks(
    sql,
    Array.from({ length: BATCH }, () => ({ namespace: NAMESPACE, name: "single", context: {} })),
  );
}
await sql`select pg_stat_statements_reset()`;

const startedMs = performance.now();
await worker.start();
while ((await sql`select from tasker.step_queue limit 1`).length > 0) await pause(50);
const seconds = (performance.now() - startedMs) / 1000;
await worker.stop();

const rows = await sql<{ readonly call: string; readonly calls: number }[]>`
  select substring(s.query from 'tasker_v1\\.(\\w+)') as call, sum(s.calls)::integer as calls
    from pg_stat_statements s
   where s.query ~ 'tasker_v1\\.(claim|complete)_steps'
   group by 1
   order by 1`;
const [recorded] = await sql<{ readonly count: number }[]>`
  select count(*)::integer as count from tasker.workflow_steps s where s.state = 'complete'`;
await sql.end();
const count = recorded?.count ?? 0;
const lines = rows.map(({ call, calls }) =>
  `${call}: ${calls} calls, ${(count / calls).toFixed(0)} steps a call`
);
await Deno.stdout.write(
  new TextEncoder().encode(
    [`${count} single-step tasks in ${seconds.toFixed(2)} s`, ...lines, ""].join("\n"),
  ),
);
