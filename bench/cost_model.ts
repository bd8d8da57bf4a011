/**
 * What each hot statement writes for each step: `deno task bench:cost`. The table of docs/performance.md.
 *
 * Rows and HOT updates are counted by the server's statistics, WAL by `explain (analyze, wal)` around the call.
 *
 * @module
 */
import type { Sql } from "postgres";
import { createTasks, registerTemplate, registerWorker } from "../orchestration/calls/mod.ts";
import { connect, migrate } from "../sql/mod.ts";
import { makeDatabase } from "./harness/database.ts";
import { type Shape, SHAPES } from "./harness/shapes.ts";
import { median } from "./harness/statistics.ts";
import { brief } from "./report/table.ts";
import { startServer } from "./server.ts";
import { NAMESPACE, templateOf } from "./systems/templates.ts";

/** Calls that are counted, after as many that warm up. */
const ROUNDS = 20;

/** What the calls of one statement wrote. */
interface Cost {
  readonly statement: string;
  readonly rows: number;
  readonly milliseconds: number;
  readonly walBytes: number;
  readonly walImages: number;
  readonly inserted: number;
  readonly updated: number;
  readonly hotUpdated: number;
  readonly deleted: number;
  readonly indexEntries: number;
}

await using server = await startServer();
const lines = [
  "statement",
  "batch",
  "µs",
  "inserted",
  "updated",
  "of these HOT",
  "deleted",
  "index entries",
  "WAL bytes",
];
await say([`| ${lines.join(" | ")} |`, `|${" --- |".repeat(lines.length)}`].join("\n"));
for (
  const [shape, batch] of [["single", 500], ["linear_4", 500], ["fan_20", 25], ["single", 1], [
    "linear_4",
    1,
  ]] as const
) {
  const costs = await measure(SHAPES[shape], batch);
  for (const [statement, own] of Map.groupBy(costs, ({ statement }) => statement)) {
    await say(row(`${shape}: ${statement}`, batch, own));
  }
}

async function measure(shape: Shape, batch: number): Promise<Cost[]> {
  const sql = connect(await makeDatabase(server.url, "bench_cost"), { max: 1, statementTimeoutMs: 0 });
  await migrate(sql);
  await registerTemplate(sql, templateOf(shape));
  const workerUuid = crypto.randomUUID();
  await registerWorker(sql, { workerUuid, namespaces: [NAMESPACE], handlers: null, info: {} });
  await createTasks(sql, [{ namespace: NAMESPACE, name: shape.name, context: { i: 0 } }]);
  const costs: Cost[] = [];
  for (let round = 0; round < 2 * ROUNDS; round += 1) {
    const own = await runTasks(sql, { shape, batch, workerUuid });
    if (round >= ROUNDS) costs.push(...own);
  }
  await sql.end();
  return costs;
}

interface Work {
  readonly shape: Shape;
  readonly batch: number;
  readonly workerUuid: string;
}

/** Creates tasks and runs them to their end, each call measured. */
async function runTasks(sql: Sql, { shape, batch, workerUuid }: Work): Promise<Cost[]> {
  const request = { namespace: NAMESPACE, name: shape.name, context: { i: 1 } };
  const requests = JSON.stringify(Array.from({ length: batch }, () => request));
  const steps = batch * shape.steps.length;
  const costs = [
    await cost(sql, "create_tasks()", steps, "tasker_v1.create_tasks($1::text::jsonb)", [requests]),
  ];
  costs.push(
    await cost(
      sql,
      "claim_steps_packed()",
      batch,
      `tasker_v1.claim_steps_packed($1, '{${NAMESPACE}}', 1000)`,
      [workerUuid],
    ),
  );
  for (;;) {
    const [held] = await sql<[{ count: number; uuids: string; results: string }]>`
      select count(*)::integer as count, array_agg(q.step_uuid)::text as uuids,
             jsonb_object_agg(q.step_uuid || '/' || q.attempt, '{"ok": 1}'::jsonb)::text as results
        from tasker.step_queue q where q.worker_uuid = ${workerUuid}`;
    if (held.count === 0) return costs;
    const [{ leaves }] = await sql<[{ leaves: number }]>`
      select count(*)::integer as leaves
        from tasker.step_queue q
        join tasker.named_tasks_named_steps n on n.named_task_id = q.named_task_id and n.position = q.position
       where q.worker_uuid = ${workerUuid} and n.children_count = 0`;
    const statement = leaves > 0
      ? "complete_steps_packed(), the task ends"
      : "complete_steps_packed(), takes what follows along";
    const call = "tasker_v1.complete_steps_packed($1, $2::text::uuid[], $3::text::jsonb, null, 10000)";
    costs.push(await cost(sql, statement, held.count, call, [workerUuid, held.uuids, held.results]));
  }
}

async function cost(
  sql: Sql,
  statement: string,
  rows: number,
  call: string,
  parameters: string[],
): Promise<Cost> {
  const before = await written(sql);
  const [explained] = await sql.unsafe(
    `explain (analyze, wal, timing off, format json) select count(*) from ${call}`,
    parameters,
  );
  const after = await written(sql);
  const [{ Plan: plan, "Execution Time": milliseconds }] = explained!["QUERY PLAN"];
  const more = (name: keyof Written) => after[name] - before[name];
  return {
    statement,
    rows,
    milliseconds,
    walBytes: plan["WAL Bytes"],
    walImages: plan["WAL FPI"],
    inserted: more("inserted"),
    updated: more("updated"),
    hotUpdated: more("hot_updated"),
    deleted: more("deleted"),
    indexEntries: more("index_entries") + Math.max(more("queued"), 0),
  };
}

interface Written {
  readonly inserted: number;
  readonly updated: number;
  readonly hot_updated: number;
  readonly deleted: number;
  readonly index_entries: number;
  readonly queued: number;
}

/**
 * Block range indexes have no entry for each row. Of partial indexes only the queue's counts, which steps that go straight to
 * a worker do without: no statement adds to it and takes away from it. What the others are for is rare.
 */
async function written(sql: Sql): Promise<Written> {
  await sql`select pg_stat_force_next_flush()`;
  const [counts] = await sql<[Written]>`
    select sum(t.n_tup_ins)::float8 as inserted, sum(t.n_tup_upd)::float8 as updated,
           sum(t.n_tup_hot_upd)::float8 as hot_updated, sum(t.n_tup_del)::float8 as deleted,
           sum((t.n_tup_ins + t.n_tup_upd - t.n_tup_hot_upd)
               * (select count(*)
                    from pg_index i
                    join pg_class c on c.oid = i.indexrelid
                    join pg_am a on a.oid = c.relam and a.amname = 'btree'
                   where i.indrelid = t.relid and i.indpred is null))::float8 as index_entries,
           (select count(*) from tasker.step_queue q where q.rank is not null)::float8 as queued
      from pg_stat_user_tables t
     where t.schemaname = 'tasker'`;
  return counts;
}

/** Medians of the calls, for each step; WAL without the page images that follow a checkpoint. */
function row(title: string, batch: number, costs: readonly Cost[]): string {
  const each = (value: (cost: Cost) => number, of = costs) =>
    brief(median(of.map((cost) => value(cost) / cost.rows)));
  const sum = (value: (cost: Cost) => number) => costs.reduce((total, cost) => total + value(cost), 0);
  const updated = sum((cost) => cost.updated);
  const cells = [
    title,
    batch,
    each((cost) => cost.milliseconds * 1000),
    each((cost) => cost.inserted),
    each((cost) => cost.updated),
    updated === 0 ? "" : `${Math.round(sum((cost) => cost.hotUpdated) / updated * 100)} %`,
    each((cost) => cost.deleted),
    each((cost) => cost.indexEntries),
    each((cost) => cost.walBytes, costs.filter(({ walImages }) => walImages === 0)),
  ];
  return `| ${cells.join(" | ")} |`;
}

async function say(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
}
