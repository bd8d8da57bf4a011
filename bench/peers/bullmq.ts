import { createRequire } from "node:module";
import type { Shape } from "../harness/shapes.ts";
import { numberOf, type Session, type Setup, type System } from "../harness/system.ts";

/** The part of BullMQ that is called here. */
interface BullMq {
  Queue: new (name: string, options: object) => {
    waitUntilReady(): Promise<unknown>;
    add(name: string, data: Data): Promise<{ id: string }>;
    addBulk(jobs: readonly { name: string; data: Data }[]): Promise<unknown>;
    getCompletedCount(): Promise<number>;
    getJobState(id: string): Promise<string>;
  };
  FlowProducer: new (options: object) => {
    add(flow: Flow): Promise<{ job: { id: string } }>;
    addBulk(flows: readonly Flow[]): Promise<unknown>;
  };
  Worker: new (name: string, run: (job: { data: Data }) => Promise<number>, options: object) => {
    on(event: "error", listener: (error: Error) => void): void;
    waitUntilReady(): Promise<unknown>;
  };
}

interface Data {
  readonly i: number;
}

interface Flow {
  readonly name: string;
  readonly queueName: string;
  readonly data: Data;
  readonly children?: readonly Flow[];
}

const COMPLETED = "j.queue = 'q' and j.state = 'completed'";

/**
 * BullMQ on its PostgreSQL backend, or on the Redis of `REDIS_URL` (which is emptied). Its flows are trees in which a
 * parent runs after its children: a chain is one, a fan loses its root.
 */
export const system: System = { prepare };

async function prepare({ url, shape, variant, observer }: Setup): Promise<Session> {
  const require = createRequire(import.meta.url); // the CommonJS build: it loads its database driver by require()
  const { withBackend, createPostgresBackend, ...onRedis } = require("bullmq") as BullMq & {
    withBackend(backend: unknown): BullMq;
    createPostgresBackend: unknown;
  };
  const { Queue, FlowProducer, Worker } = variant.redis === true
    ? onRedis
    : withBackend(createPostgresBackend);
  const connection = variant.redis === true
    ? await emptyRedis(require)
    : { connectionString: url, max: 20, migrate: true };
  const queue = new Queue("q", { connection });
  await queue.waitUntilReady();
  const slots = numberOf(variant, "slots", 10);
  const isFlow = shape.steps.length > 1;
  const flows = isFlow ? new FlowProducer({ connection }) : undefined;
  const stepsCount = isFlow && shape.name !== "linear_4" ? shape.steps.length - 1 : shape.steps.length;
  const jobs = (first: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: "j", data: { i: first + i } }));
  return {
    settings: `${variant.redis === true ? "Redis" : "PostgreSQL backend"}, concurrency ${slots}, defaults` +
      (isFlow
        ? ", FlowProducer" + (stepsCount < shape.steps.length ? ", a tree: without the common root" : "")
        : ""),
    callsPerTask: stepsCount,
    enqueue: (first, count) =>
      flows?.addBulk(jobs(first, count).map(({ data }) => flowOf(shape, data))) ??
        queue.addBulk(jobs(first, count)),
    submit: async (i) =>
      flows === undefined ? (await queue.add("j", { i })).id : (await flows.add(flowOf(shape, { i }))).job.id,
    work: async (onCall) => {
      const worker = new Worker("q", ({ data }) => {
        onCall(data.i);
        return Promise.resolve(1);
      }, { connection, concurrency: slots });
      worker.on("error", () => {});
      await worker.waitUntilReady();
    },
    awaitOne: (id) =>
      variant.redis === true
        ? polled(async () => await queue.getJobState(id) === "completed")
        : observer.until(`exists (select from bullmq.job j where ${COMPLETED} and j.id = $1)`, [id]),
    awaitAll: (count) =>
      variant.redis === true
        ? polled(async () => await queue.getCompletedCount() >= count * stepsCount)
        : observer.until(
          `(select count(*) from bullmq.job j where ${COMPLETED}) >= ${count * stepsCount}`,
          [],
          3,
        ),
  };
}

function flowOf(shape: Shape, data: Data): Flow {
  const node = (name: string, children: readonly Flow[] = []): Flow => ({
    name,
    queueName: "q",
    data,
    children,
  });
  const names = shape.steps.map(({ name }) => name);
  if (shape.name === "linear_4") return names.reduce<Flow[]>((below, name) => [node(name, below)], [])[0]!;
  if (!shape.name.startsWith("fan_")) throw new TypeError(`BullMQ has no flow like "${shape.name}"`);
  return node(names.at(-1)!, names.slice(1, -1).map((name) => node(name)));
}

async function emptyRedis(require: (name: string) => unknown): Promise<object> {
  const Redis = require("ioredis") as new (url: string, options: object) => { flushall(): Promise<unknown> };
  const url = Deno.env.get("REDIS_URL");
  if (url === undefined) throw new Error("Set REDIS_URL to a Redis that may be emptied");
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  await redis.flushall();
  return redis;
}

async function polled(isDone: () => Promise<boolean>): Promise<void> {
  while (!await isDone()) await new Promise((resolve) => setTimeout(resolve, 1));
}
