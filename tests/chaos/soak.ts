/**
 * `deno task soak [--minutes 30] [--rate N]`: so many tasks a second for long, half of the maximum rate where none is given.
 * Memory, connections, dead rows, table sizes, write-ahead log, backlog and latency must stay flat over the second half. The
 * exit code is 0 only when they do.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import type { Sql } from "postgres";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import { connect } from "../../sql/connect.ts";
import { migrate } from "../../sql/migrate.ts";
import { freePort } from "../_support/ports.ts";
import { until } from "../_support/waiting.ts";
import { Child } from "./_child.ts";
import { elapsed } from "./_rest.ts";
import { settled, told, verdictsOf } from "./_soak_verdict.ts";
import { type ServerSettings, ThrowAwayServer } from "./_throw_away_server.ts";
import { Nurse, type VitalSigns } from "./_vital_signs.ts";
import { NAMESPACE, templatesOf } from "./_work.ts";

/** Tasks whose drain tells the maximum rate. */
const PROBE = 4_000;

/** Milliseconds between creations. */
const TICK_MS = 100;

/** Looks at the vital signs, evenly over the run. */
const LOOKS = 180;

/** The server of a company that runs on it: commits wait for the disk, and a quarter of the memory is PostgreSQL's. */
const SETTINGS: ServerSettings = {
  shared_buffers: `${Math.round(Deno.systemMemoryInfo().total / 4 / 2 ** 20)}MB`,
  max_wal_size: "8GB",
};

/** Share of the rate asked for that must come to an end. */
const KEEPS_UP = 0.98;

const say = (text: string) => Deno.stdout.write(new TextEncoder().encode(`${text}\n`));

async function main(): Promise<boolean> {
  const args = parseArgs(Deno.args);
  const minutes = Number(args.minutes ?? 30);
  await using cleanup = new AsyncDisposableStack();
  const server = cleanup.use(await ThrowAwayServer.start("tasker", SETTINGS));
  const sql = connect(server.url, { max: 3, statementTimeoutMs: 120_000 });
  cleanup.defer(() => sql.end({ timeout: 1 }));
  await migrate(sql);
  for (const template of templatesOf()) await registerTemplate(sql, template);
  const folder = await Deno.makeTempDir({ prefix: "tasker-soak-" });
  const worker = cleanup.use(processOf(folder, "worker", [here("_soak_worker.ts"), server.url], {}));
  const orchestrator = cleanup.use(processOf(folder, "orchestrator", [here("../../cli/main.ts"), "start"], {
    DATABASE_URL: server.url,
    TASKER_ENV: "production",
    TASKER_WEB_BIND_ADDRESS: `127.0.0.1:${freePort()}`,
  }));
  await until(() => hasUpkeep(sql), { deadlineMs: 60_000, what: "the orchestrator" }); // its start writes the configured upkeep down

  const rate = Number(args.rate ?? await maximumRate(sql) / 2);
  const keep = `${Math.max(minutes * 6, 30)} seconds`; // a tenth of the run, so that what is deleted and what comes even out
  await sql`select * from tasker_v1.configure_upkeep(${
    JSON.stringify({ keep_tasks: keep, retention_interval: "5 seconds", archive_batch: 5_000 })
  }::text::jsonb)`;
  await say(
    `${
      Math.round(rate)
    } tasks of 4 steps a second for ${minutes} minutes; finished tasks are kept for ${keep}; logs in ${folder}`,
  );

  const isOver = new AbortController();
  const creating = createSteadily(sql, rate, isOver.signal);
  const signs = await watch(new Nurse(sql, [worker], [orchestrator]), minutes);
  isOver.abort();
  await creating;
  await Promise.all([worker.stop(20_000), orchestrator.stop(20_000)]);
  return await judge(signs, rate);
}

function here(path: string): string {
  return new URL(path, import.meta.url).pathname;
}

function processOf(
  folder: string,
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Child {
  return new Child({ name, args, env: () => env, log: `${folder}/${name}.log` });
}

/** Whether an orchestrator looks after what is to be deleted. */
async function hasUpkeep(sql: Sql): Promise<boolean> {
  const [row] = await sql`select u.retained_at is not null as has_begun from tasker.upkeep u`;
  return row?.has_begun === true;
}

async function maximumRate(sql: Sql): Promise<number> {
  await until(() => isIdle(sql), { what: "the worker" });
  const startedAt = performance.now();
  for (let created = 0; created < PROBE; created += 500) await create(sql, 500);
  await until(() => isIdle(sql), { deadlineMs: 120_000, what: "the probe to end" });
  return PROBE / ((performance.now() - startedAt) / 1_000);
}

/** Whether a worker is there and every task is over. */
async function isIdle(sql: Sql): Promise<boolean> {
  const [row] = await sql`
    select exists (select from tasker.workers w where w.state = 'running')
       and not exists (select from tasker.step_queue)
       and not exists (select from tasker.tasks t where t.state < 'complete') as is_idle`;
  return row?.is_idle === true;
}

async function create(sql: Sql, count: number): Promise<void> {
  const request = { namespace: NAMESPACE, name: "linear", context: { number: 1 } };
  await createTasks(sql, Array.from({ length: count }, () => request));
}

/** Creates at a steady rate; what a slow moment missed is made up for. */
async function createSteadily(sql: Sql, rate: number, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  for (let created = 0; !signal.aborted;) {
    const due = Math.floor((performance.now() - startedAt) / 1_000 * rate) - created;
    if (due > 0) await create(sql, Math.min(due, 1_000));
    created += Math.min(Math.max(due, 0), 1_000);
    await elapsed(TICK_MS, signal);
  }
}

async function watch(nurse: Nurse, minutes: number): Promise<VitalSigns[]> {
  const signs: VitalSigns[] = [];
  const restMs = Math.max(minutes * 60_000 / LOOKS, 1_000);
  const looks = Math.floor(minutes * 60_000 / restMs);
  for (let look = 0; look < looks; look += 1) {
    await elapsed(restMs);
    const sign = await nurse.look();
    if (look === 0) await say(Object.keys(sign).map((name) => name.padStart(15)).join(" "));
    await say(Object.values(sign).map((value: number) => value.toFixed(1).padStart(15)).join(" "));
    signs.push(sign);
  }
  return signs;
}

async function judge(signs: readonly VitalSigns[], rate: number): Promise<boolean> {
  const looks = settled(signs);
  const ended = looks.reduce((sum, look) => sum + look.tasksPerSecond, 0) / looks.length;
  const keepsUp = ended >= rate * KEEPS_UP;
  await say(
    `${keepsUp ? "kept up" : "SLOWER "} ${ended.toFixed(1)} of ${rate.toFixed(1)} tasks a second ended`,
  );
  const verdicts = verdictsOf(signs);
  for (const verdict of verdicts) await say(told(verdict));
  if (verdicts.some(({ finding }) => finding === "unclear")) {
    await say("What is unclear needs a longer run, or a quieter machine");
  }
  return keepsUp && verdicts.every(({ finding }) => finding === "flat");
}

for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => Deno.exit(130));
if (import.meta.main) Deno.exit(await main() ? 0 : 1);
