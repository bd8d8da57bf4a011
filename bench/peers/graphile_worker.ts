import { numberOf, type Session, type Setup, type System } from "../harness/system.ts";

/** The part of graphile-worker that is called here. */
interface GraphileWorker {
  Logger: new (factory: () => (level: string, message: string) => void) => unknown;
  makeWorkerUtils(options: object): Promise<{
    migrate(): Promise<void>;
    addJob(identifier: string, payload: Payload): Promise<{ id: string }>;
    addJobs(jobs: readonly { identifier: string; payload: Payload }[]): Promise<unknown>;
  }>;
  run(options: object): Promise<unknown>;
}

interface Payload {
  readonly i: number;
  readonly step: number;
}

const { Logger, makeWorkerUtils, run }: GraphileWorker = await import(String("graphile-worker"));
const logger = new Logger(() => (level, message) => {
  if (level === "error") throw new Error(message);
});

/**
 * graphile-worker: jobs, woken by LISTEN/NOTIFY, deleted when done. It knows no workflows: a chain is what its users
 * write by hand, a handler that adds the next job, with no record of the whole.
 *
 * `batched` is the setting of its own performance test: a local queue of 500, completions of a tick in one statement.
 */
export const system: System = { prepare };

async function prepare({ url, shape, variant, observer }: Setup): Promise<Session> {
  const chain = shape.steps.length;
  if (shape.steps.some(({ needs }) => needs.length > 1)) {
    throw new TypeError("graphile-worker runs chains only");
  }
  const utils = await makeWorkerUtils({ connectionString: url, logger });
  await utils.migrate();
  const slots = numberOf(variant, "slots", 10);
  const batching = {
    localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  };
  const worker = {
    connectionString: url,
    concurrentJobs: slots,
    maxPoolSize: slots + 2,
    logger,
    ...(variant.batched === true && batching),
  };
  const job = (i: number) => ({ identifier: "step", payload: { i, step: 1 } });
  return {
    settings: `concurrentJobs ${slots}, ` +
      (variant.batched === true
        ? "localQueue.size 500, completeJobBatchDelay 0 (its own perfTest config)"
        : "defaults") +
      (chain > 1 ? "; the handler adds the next job, no workflow record" : ""),
    callsPerTask: chain,
    enqueue: (first, count) => utils.addJobs(Array.from({ length: count }, (_, i) => job(first + i))),
    submit: async (i) => (await utils.addJob("step", { i, step: 1 })).id,
    work: async (onCall) => {
      const step = async ({ i, step }: Payload, helpers: { addJob: typeof utils.addJob }) => {
        if (step < chain) await helpers.addJob("step", { i, step: step + 1 });
        onCall(i);
      };
      await run({ preset: { worker }, taskList: { step }, noHandleSignals: true, parsedCronItems: [] });
    },
    awaitOne: () => observer.until("not exists (select from graphile_worker._private_jobs)"),
    awaitAll: () => observer.until("not exists (select from graphile_worker._private_jobs)", [], 3),
  };
}
