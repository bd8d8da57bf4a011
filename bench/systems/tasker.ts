import { loadConfig } from "../../config/mod.ts";
import { createTasks, registerTemplate } from "../../orchestration/calls/mod.ts";
import { Orchestrator } from "../../orchestration/mod.ts";
import { connect, migrate } from "../../sql/mod.ts";
import { type StepContext, Worker } from "../../worker/mod.ts";
import type { Shape } from "../harness/shapes.ts";
import { numberOf, type Session, type Setup, type System, type Variant } from "../harness/system.ts";
import { fill } from "./laden.ts";
import { NAMESPACE, templateOf } from "./templates.ts";

/** A queue row lives from a step's readiness to the commit that completes it, and readies the next in the same. */
const NOTHING_LIVES = `not exists (
  select from tasker.step_queue q
    join tasker.task_namespaces n on n.namespace_id = q.namespace_id
   where n.name = $1)`;

/**
 * An orchestrator looks through all that lives when it starts, half a second for 150,000 tasks, then every five minutes. A drain of half
 * a second beside that look would measure nothing else.
 */
const FIRST_LOOK_MS = 2_000;

/**
 * tasker, as a user runs it: orchestrator and worker in one process, tasks created by the typed call, or (`direct`)
 * started by the worker itself.
 */
export const system: System = { prepare };

async function prepare({ url, shape, variant, observer }: Setup): Promise<Session> {
  const sql = connect(url, { max: 4, applicationName: "bench_client" });
  await migrate(sql);
  await registerTemplate(sql, templateOf(shape));
  if (variant.laden === true) await fill(url);
  const orchestrator = await makeOrchestrator(url);
  await orchestrator.start();
  if (variant.laden === true) await new Promise((resolve) => setTimeout(resolve, FIRST_LOOK_MS));
  const worker: { current?: Worker } = {};
  const submit = async (i: number) =>
    variant.direct === true
      ? await worker.current!.startTasks([request(i)])
      : await createTasks(sql, [request(i)]);
  const request = (i: number) => ({ namespace: NAMESPACE, name: shape.name, context: { i } });
  return {
    settings: `${
      slotsOf(variant)
    } slots, completion inline, transport direct, orchestrator in the same process${
      variant.direct === true ? ", tasks started by the worker" : ""
    }`,
    callsPerTask: shape.steps.length,
    enqueue: (first, count) => createTasks(sql, Array.from({ length: count }, (_, i) => request(first + i))),
    submit: async (i) => (await submit(i))[0]!.taskUuid,
    work: async (onCall) => {
      worker.current = makeWorker({ url, shape, variant, onCall });
      await worker.current.start();
    },
    awaitOne: (taskUuid) =>
      observer.until("(select t.state = 'complete' from tasker.tasks t where t.task_uuid = $1)", [taskUuid]),
    awaitAll: () => observer.until(NOTHING_LIVES, [NAMESPACE], 3),
  };
}

/** Options for {@linkcode makeWorker}. */
export interface MakeWorkerOptions {
  /** Address of the database. */
  readonly url: string;
  /** What it can run. */
  readonly shape: Shape;
  /** How it is set. */
  readonly variant: Variant;
  /** Called by every handler. */
  readonly onCall: (index: number) => void;
}

/** Makes a worker whose handlers do nothing but tell that they were called. */
export function makeWorker({ url, shape, variant, onCall }: MakeWorkerOptions): Worker {
  const handler = ({ input }: StepContext) => {
    onCall((input as { i: number }).i);
    return { ok: 1 };
  };
  const callables = templateOf(shape).steps.map(({ handler }) => handler.callable);
  return new Worker({
    database: { url },
    templates: [templateOf(shape)],
    handlers: Object.fromEntries(callables.map((callable) => [callable, handler])),
    config: { maxConcurrentSteps: slotsOf(variant) },
  });
}

/** Makes an orchestrator with the configuration that comes with the package. */
export async function makeOrchestrator(url: string): Promise<Orchestrator> {
  return new Orchestrator({ ...await loadConfig({ environment: "production" }), url });
}

function slotsOf(variant: Variant): number {
  return numberOf(variant, "slots", 10);
}
