import { levelsOf } from "../harness/shapes.ts";
import { numberOf, type Session, type Setup, type System, type Variant } from "../harness/system.ts";

/** The part of DBOS Transact that is called here. */
interface Dbos {
  setConfig(options: object): void;
  launch(): Promise<void>;
  shutdown(): Promise<void>;
  registerQueue(name: string, options: object): Promise<unknown>;
  registerWorkflow<Run>(run: Run, options: object): Run;
  runStep<T>(step: () => Promise<T>, options: object): Promise<T>;
  startWorkflow<Run>(run: Run, options?: object): (i: number) => Promise<{ workflowID: string }>;
}

interface Client {
  enqueue(options: object, i: number): Promise<unknown>;
}

const { DBOS, DBOSClient }: {
  DBOS: Dbos;
  DBOSClient: { create(options: object): Promise<Client> };
} = await import(String("@dbos-inc/dbos-sdk"));

const QUIET = { info() {}, debug() {}, warn() {}, error() {} };

/**
 * DBOS Transact: a workflow is a function whose steps leave checkpoints. `direct` starts it in the calling process at
 * once; otherwise it goes through a queue that is polled, each second by default.
 */
export const system: System = { prepare };

async function prepare({ url, shape, variant, observer }: Setup): Promise<Session> {
  let called: (index: number) => void = () => {};
  const levels = levelsOf(shape);
  const noOp = () => Promise.resolve(1);
  const run = DBOS.registerWorkflow(async (i: number) => {
    called(i);
    if (shape.steps.length === 1) return 1;
    for (const level of levels) await Promise.all(level.map((name) => DBOS.runStep(noOp, { name })));
    return 1;
  }, { name: shape.name });
  DBOS.setConfig({
    name: "bench",
    systemDatabaseUrl: url,
    systemDatabasePoolSize: 20,
    logger: QUIET,
    applicationVersion: "v1",
    executorID: "local",
  });
  await DBOS.launch();
  if (variant.direct !== true) await DBOS.registerQueue("q", queueOptions(variant));
  await DBOS.shutdown();
  const client = await DBOSClient.create({
    systemDatabaseUrl: url,
    systemDatabasePoolSize: 20,
    logger: QUIET,
    applicationName: "bench",
  });
  const target = { queueName: "q", workflowName: shape.name, appVersion: "v1" };
  return {
    settings: settingsOf(variant),
    callsPerTask: 1,
    enqueue: (first, count) =>
      Promise.all(Array.from({ length: count }, (_, i) => client.enqueue(target, first + i))),
    submit: async (i) =>
      (await DBOS.startWorkflow(run, variant.direct === true ? {} : { queueName: "q" })(i)).workflowID,
    work: async (onCall) => {
      called = onCall;
      await DBOS.launch();
    },
    awaitOne: (id) =>
      observer.until(
        "exists (select from dbos.workflow_status w where w.workflow_uuid = $1 and w.status = 'SUCCESS')",
        [id],
      ),
    awaitAll: (count) =>
      observer.until(
        `(select count(*) from dbos.workflow_status w where w.status = 'SUCCESS') >= ${count}`,
        [],
        10,
      ),
  };
}

function queueOptions(variant: Variant): object {
  if (variant.defaults === true) return {};
  return {
    workerConcurrency: numberOf(variant, "slots", 50),
    minPollingIntervalMs: numberOf(variant, "pollMs", 10),
  };
}

function settingsOf(variant: Variant): string {
  if (variant.direct === true) return "startWorkflow in the calling process, no queue, pool 20";
  if (variant.defaults === true) return "queue defaults: 1 s poll, a poll takes all";
  return `queue, workerConcurrency ${numberOf(variant, "slots", 50)}, minPollingIntervalMs ${
    numberOf(variant, "pollMs", 10)
  }, pool 20`;
}
