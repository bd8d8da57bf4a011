import type { Sql } from "postgres";
import { createTasks, registerTemplate, runRollup } from "../../orchestration/calls/mod.ts";
import { connect, migrate } from "../../sql/mod.ts";
import { settle } from "../harness/database.ts";
import type { Figures, Outcome } from "../harness/measurement.ts";
import { SHAPES } from "../harness/shapes.ts";
import { spread } from "../harness/statistics.ts";
import { copyTask } from "../systems/history.ts";
import { NAMESPACE, templateOf } from "../systems/templates.ts";
import type { WorkloadSetup } from "./workload.ts";

/** Calls of each function at most, after as many that warm up. */
const CALLS = 30;

const WORKER = crypto.randomUUID();

/** Who moves tasks. */
const PROCESSOR = "00000000-0000-7000-8000-0000000000bb";

/** The functions, called with a pending task or one of its steps; a name that ends in `OfRunning`, with one in process. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  getNextReadyTasks: "tasker_v1.get_next_ready_tasks(50)",
  getStepReadinessStatus: "tasker_v1.get_step_readiness_status($1::uuid)",
  getTaskExecutionContext: "tasker_v1.get_task_execution_context($1::uuid)",
  getStepTransitiveDependencies: "tasker_v1.get_step_transitive_dependencies(tasker.step_uuid($1::uuid, 4))",
  transitionTaskStateAtomic:
    `tasker_v1.transition_task_state_atomic($1::uuid, 'pending', 'initializing', '${PROCESSOR}')`,
  transitionTaskStateAtomicOfRunning:
    `tasker_v1.transition_task_state_atomic($1::uuid, 'steps_in_process', 'evaluating_results', '${PROCESSOR}')`,
  getSystemHealthCounts: "tasker_v1.get_system_health_counts()",
  getAnalyticsMetrics: "tasker_v1.get_analytics_metrics()",
  getSlowestSteps: "tasker_v1.get_slowest_steps()",
};

/**
 * Calls the functions that people and programs read by, on one warm connection, with diamonds in the system: 60 %
 * finished, 10 % pending, 20 % waiting for a retry, 10 % in process.
 */
export async function measure({ url, run }: WorkloadSetup): Promise<Outcome> {
  const sql = connect(url, { max: 1, statementTimeoutMs: 0 });
  await migrate(sql);
  await registerTemplate(sql, templateOf(SHAPES.diamond));
  const models = await makeModels(sql);
  const shares = { finished: 0.6, pending: 0.1, waiting: 0.2, inProcess: 0.1 };
  for (const [state, share] of Object.entries(shares)) {
    await copyTask(sql, models[state as keyof typeof models], Math.round(run.count * share));
  }
  await sumUp(sql);
  await settle(url);
  const [pending, running] = [await tasksIn(sql, "pending"), await tasksIn(sql, "steps_in_process")];
  const figures: Record<string, Figures[string]> = {};
  for (const [name, call] of Object.entries(FUNCTIONS)) {
    figures[name] = spread(warm(await timesOf(sql, call, name.endsWith("OfRunning") ? running : pending)));
  }
  figures.commit = spread(warm(await commitTimes(sql)));
  await sql.end();
  return {
    settings:
      `${run.count} diamonds, 60 % finished; round trip on a warm connection included; the move of a task in an open ` +
      "transaction: commit is what a change of one row costs in a transaction of its own",
    figures,
  };
}

async function tasksIn(sql: Sql, state: string): Promise<string[]> {
  const tasks = await sql<{ task_uuid: string }[]>`
    select t.task_uuid from tasker.tasks t where t.state = ${state}::tasker.task_state limit ${2 * CALLS}`;
  return tasks.map(({ task_uuid }) => task_uuid);
}

/** The later half. */
function warm(times: readonly number[]): number[] {
  return times.slice(Math.floor(times.length / 2));
}

/** Each call in a transaction that is open already, so that no commit is measured with it. */
async function timesOf(sql: Sql, call: string, taskUuids: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const taskUuid of taskUuids) {
    await sql.begin(async (tx) => {
      const startedAtMs = performance.now();
      await tx.unsafe(`select * from ${call}`, call.includes("$1") ? [taskUuid] : [], { prepare: true });
      times.push(performance.now() - startedAtMs);
    });
  }
  return times;
}

/** What it costs to change one row and wait for the disk. */
async function commitTimes(sql: Sql): Promise<number[]> {
  const times: number[] = [];
  for (let call = 0; call < 2 * CALLS; call += 1) {
    const startedAtMs = performance.now();
    await sql`update tasker.upkeep set detected_at = detected_at where only_row`;
    times.push(performance.now() - startedAtMs);
  }
  return times;
}

/** Sums up the history, as an orchestrator does within seconds: once to begin, once for what was written meanwhile. */
async function sumUp(sql: Sql): Promise<void> {
  while (await runRollup(sql));
  await runRollup(sql);
}

/** One task in each state, brought there by the calls of a client and a worker. */
async function makeModels(sql: Sql) {
  const finished = await create(sql);
  for (let step = 0; step < 3; step += 1) await work(sql, { success: true });
  const waiting = await create(sql);
  await work(sql, { success: false, error: { message: "not now" }, retry_after_seconds: 86_400 });
  const pending = await create(sql, new Date(Date.now() + 86_400_000).toISOString());
  const inProcess = await create(sql);
  return { finished, waiting, pending, inProcess };
}

async function create(sql: Sql, runAt?: string): Promise<string> {
  const request = { namespace: NAMESPACE, name: SHAPES.diamond.name, context: {} };
  const [task] = await createTasks(sql, [runAt === undefined ? request : { ...request, runAt }]);
  return task!.taskUuid;
}

/** Reports the same of every step that is ready. */
async function work(sql: Sql, report: Readonly<Record<string, unknown>>): Promise<void> {
  const steps = await sql`
    select c.step_uuid, c.attempt from tasker_v1.claim_steps(${WORKER}, ${[NAMESPACE]}, 10) c`;
  const results = JSON.stringify(steps.map((step) => ({ ...step, ...report })));
  await sql`select from tasker_v1.complete_steps(${WORKER}, ${results}::text::jsonb)`;
}
