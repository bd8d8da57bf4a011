/**
 * What a worker's process needs of memory, idle and with a full buffer: `deno task bench:memory [options]`. This process is the worker:
 * the embedded PostgreSQL that it starts is others, tasks are created by the server itself, and handlers wait until all is measured.
 *
 *     --buffer N           steps that the worker holds (1000)
 *     --queued N           steps that there are at most, the worker's included (10000)
 *     --context-bytes N    size of each task's context (1000)
 *     --json               the figures as JSON instead of a table
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { connect, migrate } from "../sql/mod.ts";
import { Worker } from "../worker/mod.ts";
import { SHAPES } from "./harness/shapes.ts";
import { startServer } from "./server.ts";
import { NAMESPACE, templateOf } from "./systems/templates.ts";

const options = parseArgs(Deno.args, {
  default: { buffer: 1_000, queued: 10_000, "context-bytes": 1_000 },
  boolean: ["json"],
});

/** What the process needed at a moment. */
interface Row {
  readonly moment: string;
  /** Resident set, as the system counts it. */
  readonly residentBytes: number;
  /** What JavaScript's objects take, garbage included where it was not collected yet. */
  readonly heapUsedBytes: number;
}

const rows: Row[] = [];
await using server = await startServer();
const sql = connect(server.url, { max: 1 });
await migrate(sql);
const template = templateOf(SHAPES.single);
const gate = Promise.withResolvers<void>();
const handlers = Object.fromEntries(
  template.steps.map(({ handler }) => [handler.callable, () => gate.promise]),
);
await using worker = new Worker({
  database: { url: server.url },
  templates: [template],
  handlers,
  config: { bufferSize: options.buffer, leaseSeconds: 300 },
});
await worker.start();

note("idle");
await create(options.buffer);
await until(() => worker.status().running + worker.status().waiting >= options.buffer);
note(`${options.buffer} steps buffered`);
await create(options.queued - options.buffer);
note(`${options.buffer} buffered, ${options.queued - options.buffer} more queued`);
gate.resolve();
await until(() => worker.status().succeededCount >= options.queued && worker.status().unrecorded === 0);
note(`all ${options.queued} run`);
await sql.end();
await say(options.json ? JSON.stringify({ ...options, rows }) : table());

function note(moment: string): void {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed } = Deno.memoryUsage();
  rows.push({ moment, residentBytes: rss, heapUsedBytes: heapUsed });
}

/** Has the server create tasks, so that this process does not hold them. */
async function create(count: number): Promise<void> {
  await sql`
    select count(*)
      from tasker_v1.create_tasks((
             select jsonb_agg(jsonb_build_object('namespace', ${NAMESPACE}::text, 'name', ${template.name}::text,
                                                 'context', jsonb_build_object('text', repeat('x', ${
    options["context-bytes"]
  }::int))))
               from generate_series(1, ${count}::int)))`;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function table(): string {
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  return [
    "| worker | resident, MiB | JavaScript's heap, MiB |",
    "| --- | --- | --- |",
    ...rows.map((row) =>
      `| ${row.moment} | ${mebibytes(row.residentBytes)} | ${mebibytes(row.heapUsedBytes)} |`
    ),
  ].join("\n");
}

async function say(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
}
