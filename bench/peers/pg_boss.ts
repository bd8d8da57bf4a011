import { lastStep, type Shape } from "../harness/shapes.ts";
import { numberOf, type Session, type Setup, type System, type Variant } from "../harness/system.ts";

/** The part of pg-boss that is called here. */
interface PgBoss {
  on(event: "error", listener: (error: Error) => void): void;
  on(event: "flow", listener: () => void): void;
  start(): Promise<unknown>;
  createQueue(name: string, options: object): Promise<void>;
  insert(queue: string, jobs: readonly { data: Data }[]): Promise<unknown>;
  send(queue: string, data: Data): Promise<string | null>;
  flow(jobs: readonly FlowJob[]): Promise<Readonly<Record<string, string>>>;
  resolveFlow(): Promise<unknown>;
  notifyWorker(workerId: string): void;
  work(
    queue: string,
    options: object,
    handler: (jobs: readonly { id: string; data: Data }[]) => unknown,
  ): Promise<string>;
}

interface Data {
  readonly i: number;
}

interface FlowJob {
  readonly ref: string;
  readonly name: string;
  readonly data: Data;
  readonly dependsOn?: readonly string[];
}

/** Time between two passes of the application over its flows, in milliseconds. */
const DRIVE_MS = 5;

const { PgBoss }: { PgBoss: new (options: object) => PgBoss } = await import(String("pg-boss"));

/**
 * pg-boss: jobs fetched in batches by polling; rows are kept. Its flows are graphs whose dependencies a pass of every
 * 5 seconds resolves, 1 second at least, which notifies nobody. `driven`: the application makes that pass every 5 ms and
 * wakes the workers, both by public calls; without it a graph takes seconds an edge.
 */
export const system: System = { prepare };

async function prepare({ url, shape, variant, observer }: Setup): Promise<Session> {
  const isFlow = shape.steps.length > 1;
  const notify = variant.notify === true || isFlow;
  const flowInterval = isFlow && variant.defaults !== true ? { flowIntervalSeconds: 1 } : {};
  const boss = new PgBoss({ connectionString: url, max: 20, useListenNotify: notify, ...flowInterval });
  boss.on("error", () => {});
  await boss.start();
  await boss.createQueue("q", { notify });
  const jobs = (first: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ data: { i: first + i } }));
  const submitFlow = async (i: number) => (await boss.flow(flowOf(shape, i)))[lastStep(shape)]!;
  return {
    settings: settingsOf(variant, isFlow),
    callsPerTask: shape.steps.length,
    enqueue: (first, count) =>
      isFlow
        ? Promise.all(Array.from({ length: count }, (_, i) => submitFlow(first + i)))
        : boss.insert("q", jobs(first, count)),
    submit: (i) => isFlow ? submitFlow(i) : boss.send("q", { i }).then((id) => id!),
    work: (onCall) => work(boss, variant, onCall),
    awaitOne: (id) =>
      observer.until(
        "exists (select from pgboss.job j where j.name = 'q' and j.id = $1 and j.state = 'completed')",
        [id],
      ),
    awaitAll: () =>
      observer.until(
        "not exists (select from pgboss.job j where j.name = 'q' and j.state < 'completed')",
        [],
        3,
      ),
  };
}

async function work(boss: PgBoss, variant: Variant, onCall: (index: number) => void): Promise<void> {
  const options = variant.defaults === true ? { localConcurrency: numberOf(variant, "fetchers", 1) } : {
    localConcurrency: numberOf(variant, "fetchers", 1),
    batchSize: numberOf(variant, "batch", 1),
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
  };
  const workerId = await boss.work("q", options, (jobs) => {
    for (const { data } of jobs) onCall(data.i);
    return Promise.resolve();
  });
  if (variant.driven === true) {
    boss.on("flow", () => boss.notifyWorker(workerId));
    void drive(boss);
  }
}

async function drive(boss: PgBoss): Promise<never> {
  for (;;) {
    await boss.resolveFlow().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, DRIVE_MS));
  }
}

function flowOf({ steps }: Shape, i: number): FlowJob[] {
  return steps.map(({ name, needs }) => ({
    ref: name,
    name: "q",
    data: { i },
    ...(needs.length > 0 && { dependsOn: needs }),
  }));
}

function settingsOf(variant: Variant, isFlow: boolean): string {
  const fetchers = `${numberOf(variant, "fetchers", 1)} fetchers`;
  if (variant.defaults === true) return `${fetchers}, defaults: 2 s poll, one job a poll`;
  const flow = variant.driven === true
    ? `flow(), resolveFlow() every ${DRIVE_MS} ms and notifyWorker() by the application`
    : "flow(), 1 s resolver";
  return `${fetchers} × batch ${numberOf(variant, "batch", 1)}, burst, 0.5 s poll` +
    (isFlow ? `, ${flow}` : variant.notify === true ? ", LISTEN/NOTIFY" : ", a batch settles as one");
}
