/** The chaos run: everything goes wrong at once for a while, then nothing more does, and everything must end well. */
import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import { connect } from "../../sql/connect.ts";
import { migrate } from "../../sql/migrate.ts";
import { freePort } from "../_support/ports.ts";
import { FaultyProxy } from "../_support/faulty_proxy.ts";
import type { ChaosWorkerOptions } from "./_chaos_worker.ts";
import { Child } from "./_child.ts";
import { Customers, withSession } from "./_customers.ts";
import { Faults } from "./_faults.ts";
import { judge, type Judgement } from "./_judge.ts";
import { Ledger } from "./_ledger.ts";
import { Operators } from "./_operators.ts";
import { Random } from "./_random.ts";
import { elapsed } from "./_rest.ts";
import { ThrowAwayServer } from "./_throw_away_server.ts";
import { Watch } from "./_watch.ts";
import { templatesOf } from "./_work.ts";

/** Workers' leases: short, so that frozen and killed workers are noticed often. */
const LEASE_SECONDS = 3;

/** How long everything may take to end once nothing goes wrong any more. */
const LIVENESS_MS = 60_000;

/** Longest that a process may take to end in good order. */
const GRACE_MS = 15_000;

/** Options for {@linkcode runChaos}. */
export interface ChaosOptions {
  /** How long faults are injected. */
  readonly seconds: number;
  /** Where all choices come from. */
  readonly seed: number;
  /** Tasks that are asked for. */
  readonly tasks: number;
  /** Where logs and ledgers are left; the folder exists. */
  readonly folder: string;
}

/** What came of a chaos run. */
export interface ChaosReport extends Judgement {
  /** Requests that were accepted. */
  readonly accepted: number;
  /** Requests made again for want of an answer. */
  readonly repeatedRequests: number;
  /** Faults by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** What operators did, by verb. */
  readonly verbs: Readonly<Record<string, number>>;
  /** Looks at the invariants. */
  readonly looks: number;
  /** Longest time in which no handler was called, in milliseconds. */
  readonly standstillMs: number;
  /** Longest time from the server's return until a handler was called, in milliseconds. */
  readonly recoveryMs: number;
  /** Time from the last fault until everything was over, in milliseconds. */
  readonly livenessMs: number;
}

/** Runs it. */
export async function runChaos({ seconds, seed, tasks, folder }: ChaosOptions): Promise<ChaosReport> {
  await using cleanup = new AsyncDisposableStack();
  const random = new Random(seed);
  const server = cleanup.use(await ThrowAwayServer.start("tasker"));
  await prepare(server.url);
  const proxy = cleanup.use(new FaultyProxy(server.url));
  const ledger = `${folder}/ledger`;
  await Deno.mkdir(ledger, { recursive: true });
  const transport = random.pick(["direct", "pgmq"] as const);
  await writeConfig(folder, transport);

  const workers = Array.from({ length: 3 }, (_, place) => {
    const completion = place === 0 ? "queued" : "inline";
    const options: ChaosWorkerOptions = {
      url: proxy.url,
      ledger,
      transport,
      completion,
      leaseSeconds: LEASE_SECONDS,
    };
    const args = [here("_chaos_worker.ts"), JSON.stringify(options)];
    return cleanup.use(child(`worker_${place}`, args, {}));
  });
  const ports = [freePort(), freePort()] as const;
  const orchestrators = ports.map((port) =>
    cleanup.use(child(`orchestrator_${port}`, [here("../../cli/main.ts"), "start"], {
      DATABASE_URL: proxy.url,
      TASKER_ENV: "test",
      TASKER_CONFIG_ROOT: folder,
      TASKER_WEB_BIND_ADDRESS: `127.0.0.1:${port}`,
    }))
  );

  const watch = new Watch(server.url, ledger);
  const customers = new Customers({
    random: random.branch(),
    url: proxy.url,
    apis: [`http://127.0.0.1:${ports[0]}`, `http://127.0.0.1:${ports[1]}`],
    count: tasks,
    durationMs: seconds * 900,
  });
  const operators = new Operators({ random: random.branch(), url: proxy.url, accepted: customers.accepted });
  const faults = new Faults({
    random: random.branch(),
    server,
    proxy,
    workers,
    orchestrators,
    leaseMs: LEASE_SECONDS * 1_000,
    onRevived: () => watch.revived(),
  });

  const [chaosEnds, runEnds] = [new AbortController(), new AbortController()];
  const [working, watching] = [operators.run(runEnds.signal), watch.run(chaosEnds.signal)];
  const asking = customers.run();
  const breaking = faults.run(chaosEnds.signal);
  await elapsed(seconds * 1_000);
  chaosEnds.abort();
  await Promise.all([breaking, watching]);
  const calmAt = performance.now();
  const stalled = await untilOver(server.url, asking, customers, tasks);
  const livenessMs = performance.now() - calmAt;
  runEnds.abort();
  await working;

  const orderly = await Promise.all([...workers, ...orchestrators].map((process) => process.stop(GRACE_MS)));
  await watch.look("all");
  const sql = connect(server.url, { max: 1 });
  const judgement = await judge(sql, {
    accepted: customers.accepted,
    executions: await new Ledger(ledger).read(),
    mayClaimsBeUndone: true,
  });
  await sql.end();
  const broken = [
    ...watch.broken,
    ...stalled,
    ...orderly.some((isOrderly) => !isOrderly) ? [`A process did not stop within ${GRACE_MS} ms`] : [],
    ...judgement.broken,
  ];
  return {
    ...judgement,
    broken,
    accepted: customers.accepted.size,
    repeatedRequests: customers.repeats,
    faults: faults.injected,
    verbs: operators.done,
    looks: watch.looks,
    standstillMs: watch.standstillMs,
    recoveryMs: watch.recoveryMs,
    livenessMs,
  };

  /** A process with a clock that is off by up to an hour. */
  function child(name: string, args: readonly string[], env: Readonly<Record<string, string>>): Child {
    const clocks = random.branch();
    return new Child({
      name,
      args: ["--preload", here("_skewed_clock.ts"), ...args],
      env: () => ({ ...env, CHAOS_SKEW_MS: String(clocks.int(-3_600_000, 3_600_000)) }),
      log: `${folder}/${name}.log`,
    });
  }
}

function here(path: string): string {
  return new URL(path, import.meta.url).pathname;
}

async function prepare(url: string): Promise<void> {
  const sql = connect(url, { max: 1, statementTimeoutMs: 120_000 });
  await migrate(sql);
  for (const template of templatesOf()) await registerTemplate(sql, template);
  await sql.end();
}

/** What orchestrators are told: to be quick to notice. */
async function writeConfig(folder: string, transport: "direct" | "pgmq"): Promise<void> {
  const files = {
    database: `[database]\nstatement_timeout_ms = 3000\nconnect_timeout_seconds = 2\n`,
    orchestration: [
      `[orchestration]`,
      `transport = "${transport}"`,
      `visibility_timeout_seconds = 3`,
      `ownership_timeout_seconds = 5`,
      `finalization_timeout_seconds = 5`,
      `command_buffer_size = 1000`,
      ``,
    ].join("\n"),
    web: `[web]\nrequest_timeout_ms = 5000\n`,
  };
  await Deno.mkdir(`${folder}/base`, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/base/${name}.toml`, text);
  }
}

/** Waits until everything that was asked for is accepted and over; else says why it is not. */
async function untilOver(
  url: string,
  asking: Promise<void>,
  { accepted }: Customers,
  tasks: number,
): Promise<string[]> {
  const deadline = performance.now() + LIVENESS_MS;
  const isAccepted = new AbortController();
  await Promise.race([asking, elapsed(LIVENESS_MS, isAccepted.signal)]);
  isAccepted.abort();
  const stalled: string[] = accepted.size < tasks
    ? [`${tasks - accepted.size} requests are not accepted`]
    : [];
  for (;;) {
    let left = -1;
    await withSession(url, async (sql) => {
      const [row] = await sql`
        select count(*) filter (where t.state < 'complete')::int as live, count(*)::int as count from tasker.tasks t`;
      left = row?.live + Math.max(accepted.size - row?.count, 0);
    }).catch(() => {});
    if (left === 0) return stalled;
    if (performance.now() > deadline) {
      return [...stalled, `${left} tasks are not over`, ...await reasons(url)];
    }
    await elapsed(200);
  }
}

async function reasons(url: string): Promise<string[]> {
  const told: string[] = [];
  await withSession(url, async (sql) => {
    const rows = await sql`
      select t.state, to_jsonb(e) as reason
        from (select * from tasker.tasks t where t.state < 'complete' order by t.task_uuid limit 20) t
        cross join lateral tasker_v1.explain_task(t.task_uuid) e`;
    told.push(...rows.map(({ state, reason }) => `${state}: ${JSON.stringify(reason)}`));
  });
  return told;
}
