import { loadConfig } from "../../config/mod.ts";
import type { Service } from "../../core/service.ts";
import { createTasks, requestsText } from "../../orchestration/calls/create_tasks.ts";
import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import { Orchestrator } from "../../orchestration/orchestrator.ts";
import { Worker } from "../../worker/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { templateOf } from "../_support/fixtures.ts";
import { until } from "../_support/waiting.ts";
import {
  type CrashScene,
  LATER_ORDERS,
  ORDERS,
  OWN_NUMBER,
  programOf,
  promisesOf,
  QUEUED_ORDER,
  requestOf,
} from "./_crash_scenes.ts";
import { judge } from "./_judge.ts";
import { Ledger } from "./_ledger.ts";
import { type Phase, WireTap } from "./_wire_tap.ts";
import { adder, NAMESPACE, templatesOf } from "./_work.ts";

/** Where a process is killed. */
export interface CrashPoint {
  /** What it calls. */
  readonly statement: string;
  /** Where the statement is then. */
  readonly phase: Phase;
  /** How many times the point is passed until then, counted from 1. */
  readonly nth: number;
}

/** What came of a crash. */
export interface CrashReport {
  /** Whether the point was reached, and the process killed there. */
  readonly isKilled: boolean;
  /** How often each statement was sent until then. */
  readonly statements: ReadonlyMap<string, number>;
  /** Texts of statements that have no name. */
  readonly unnamed: readonly string[];
  /** Time from the kill until every task was over, in milliseconds. */
  readonly recoveryMs: number;
  /** What was not as promised. */
  readonly broken: readonly string[];
}

/**
 * Runs a scene, kills its victim at a point, lets another process finish, and judges.
 *
 * @param scene Who is killed, in which mode.
 * @param point Where; undefined for a run without a kill.
 */
export async function crash(scene: CrashScene, point?: CrashPoint): Promise<CrashReport> {
  await using cleanup = new AsyncDisposableStack();
  const db = cleanup.use(await TestDatabase.create());
  const folder = await Deno.makeTempDir({ prefix: "tasker-crash-" });
  cleanup.defer(() => Deno.remove(folder, { recursive: true }));
  const taskUuid = await prepare(db);

  const statements = new Map<string, number>();
  let passed = 0;
  let killedAt: number | undefined;
  const tap = cleanup.use(
    new WireTap(db.url, ({ statement, phase }) => {
      if (phase === "before") statements.set(statement, (statements.get(statement) ?? 0) + 1);
      if (point?.statement !== statement || point.phase !== phase || ++passed < point.nth) return "go";
      killedAt = performance.now();
      victim.kill("SIGKILL");
      return "cut";
    }),
  );
  const [program, argument] = programOf(scene, { tapUrl: tap.url, url: db.url, ledger: folder, taskUuid });
  const survivors = survivorsOf(scene, db.url, new Ledger(folder));
  for (const service of survivors.beside) await cleanup.use(service).start();
  const victim = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", new URL(program, import.meta.url).pathname, argument],
    stderr: "piped",
  }).spawn();
  const orders = [...ORDERS, QUEUED_ORDER];
  const ended = Promise.all([victim.status, new Response(victim.stderr).text()]);
  await Promise.race([ended, allOver(db, OWN_NUMBER).catch(() => {})]);
  if (killedAt === undefined) {
    await createTasks(db.sql, LATER_ORDERS.map(requestOf));
    orders.push(...LATER_ORDERS);
  }
  const [status, stderr] = await ended;

  const broken: string[] = [];
  if (killedAt === undefined && status.code !== 0) broken.push(`The victim ended by itself: ${stderr}`);
  broken.push(...await brokenInvariants(db));
  for (const service of survivors.after) await cleanup.use(service).start();
  await allOver(db).catch((error: Error) => broken.push(error.message));
  const recoveryMs = performance.now() - (killedAt ?? performance.now());
  for (const service of [...survivors.after, ...survivors.beside]) await service.stop();

  const judgement = await judge(db.sql, {
    accepted: promisesOf(orders),
    executions: await new Ledger(folder).read(),
  });
  broken.push(...judgement.broken, ...await brokenInvariants(db));
  return {
    isKilled: killedAt !== undefined,
    statements,
    unnamed: [...tap.unnamed],
    recoveryMs,
    broken,
  };
}

/** Publishes, asks for everything, and puts messages into queues that nobody can understand, or whose step is gone. */
async function prepare({ sql }: TestDatabase): Promise<string> {
  for (const template of templatesOf()) await registerTemplate(sql, template);
  const late = { namespace: NAMESPACE, name: "late", each: { handler: { callable: "chaos.late" } } };
  await registerTemplate(sql, templateOf({ a: [] }, late));
  const [created] = await createTasks(sql, [
    ...ORDERS.map(requestOf),
    { namespace: NAMESPACE, name: "late", context: { number: OWN_NUMBER + 1, takesMs: 0, fails: {} } },
  ]);
  await sql`select tasker_v1.request_tasks(${requestsText([requestOf(QUEUED_ORDER)])}::text::jsonb)`;
  await sql`select pgmq.send('orchestration_task_requests', '{"nonsense": true}')`;
  await sql`select tasker.ensure_worker_queue(${NAMESPACE})`;
  await sql`
    select pgmq.send('worker_' || ${NAMESPACE} || '_queue', jsonb_build_object('step_uuid', gen_random_uuid()))`;
  if (created === undefined) throw new Error("No task was created");
  return created.taskUuid;
}

/** Who lives beside the victim, and who starts after it. */
function survivorsOf(scene: CrashScene, url: string, ledger: Ledger): {
  readonly beside: readonly Service[];
  readonly after: readonly Service[];
} {
  const worker = new Worker({
    database: { url },
    templates: templatesOf(),
    handlers: { "chaos.add": adder(ledger), "chaos.late": adder(ledger) },
    transport: scene.transport,
    config: { leaseSeconds: 1, heartbeatSeconds: 0.3, pollIntervalMs: 50, completion: scene.completion },
  });
  const orchestrator = new LazyOrchestrator(url, scene.transport);
  return scene.victim === "worker"
    ? { beside: [orchestrator], after: [worker] }
    : { beside: [worker], after: [orchestrator] };
}

/** An orchestrator that reads its configuration when it starts. */
class LazyOrchestrator implements Service {
  #orchestrator: Orchestrator | undefined;

  constructor(readonly url: string, readonly transport: "direct" | "pgmq") {}

  async start(): Promise<void> {
    const config = await loadConfig({
      environment: "test",
      overrides: {
        orchestration: {
          transport: this.transport,
          visibilityTimeoutSeconds: 1,
          ownershipTimeoutSeconds: 1,
          finalizationTimeoutSeconds: 1,
        },
      },
    });
    this.#orchestrator = new Orchestrator({ ...config, url: this.url });
    await this.#orchestrator.start();
  }

  async stop(): Promise<void> {
    await this.#orchestrator?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Waits until every task is over, or those up to a number are. */
async function allOver({ sql }: TestDatabase, number = Infinity): Promise<void> {
  const isOver = async () => {
    const [row] = await sql`
      select not exists (select from tasker.tasks t
                          where t.state < 'complete' and t.state <> 'blocked_by_failures'
                            and (t.context -> 'number')::float8 <= ${number}::float8)
         and exists (select from tasker.tasks t where (t.context -> 'number')::int = ${QUEUED_ORDER.number}) as is_over`;
    return row?.is_over === true;
  };
  try {
    await until(isOver, { deadlineMs: 30_000, what: "every task to end" });
  } catch (cause) {
    const reasons = await sql`
      select t.task_uuid, t.state, e.* from tasker.tasks t cross join lateral tasker_v1.explain_task(t.task_uuid) e
       where t.state < 'complete' and t.state <> 'blocked_by_failures'`;
    throw new Error(`Tasks do not end: ${JSON.stringify(reasons)}`, { cause });
  }
}

async function brokenInvariants({ sql }: TestDatabase): Promise<string[]> {
  const rows = await sql`select i.invariant, i.entity, i.detail from tasker_v1.check_invariants() i`;
  return rows.map(({ invariant, entity, detail }) => `${invariant} ${entity}: ${detail}`);
}
