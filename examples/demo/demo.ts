/**
 * The demo: real orders through real services, with everything that comes of them added up.
 *
 * @module
 */
import type { Config } from "../../config/mod.ts";
import { TaskerError } from "../../core/errors.ts";
import { checkInvariants } from "../../orchestration/calls/check_invariants.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { listWorkers } from "../../orchestration/calls/list_workers.ts";
import { Orchestrator } from "../../orchestration/orchestrator.ts";
import type { Sql } from "postgres";
import { connect } from "../../sql/connect.ts";
import { migrate } from "../../sql/migrate.ts";
import { Worker } from "../../worker/worker.ts";
import { initialStock } from "../order_fulfillment/catalogue.ts";
import { Shop } from "../order_fulfillment/clients/shop.ts";
import type { NewOrder } from "../order_fulfillment/order.ts";
import { readOrders } from "../order_fulfillment/orders.ts";
import { LocalServices } from "../order_fulfillment/services/local_services.ts";
import { defineOrderFulfillment } from "../order_fulfillment/task.ts";
import { SHAPES } from "../shapes/mod.ts";
import { readOutcomes } from "./outcomes.ts";
import type { Progress } from "./progress.ts";
import { type DemoReport, makeReport } from "./report.ts";
import { runShapes } from "./run_shapes.ts";
import { waitForTasks } from "./wait_for_tasks.ts";

/** Options for {@linkcode runDemo}. */
export interface DemoOptions {
  /** Database to work in; it is migrated. */
  readonly url: string;
  /** Transport, completion, deployment mode and all the rest. */
  readonly config: Config;
  /** How many orders, 1 to 100000. */
  readonly orders: number;
  /** How many workers, 1 to 32. */
  readonly workers: number;
  /** How many orchestrators, 1 to 32. */
  readonly orchestrators: number;
  /** Stops everything. */
  readonly signal: AbortSignal;
  /**
   * What the payment gateway's 503 says in its `Retry-After`, in seconds.
   *
   * @default {1}
   */
  readonly retryAfterSeconds?: number;
  /** Time between two looks at the orders, in milliseconds. @default {50} */
  readonly pollMs?: number;
  /** Whether progress tells of the steps. @default {false} */
  readonly withSteps?: boolean;
  /** Called after each look. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Most orders that one statement creates. */
const BATCH = 500;

/**
 * Runs the shapes and the orders with workers and orchestrators of its own, and adds up.
 *
 * @param options How many, of what, and where.
 * @returns The report; its `faults` are empty when everything adds up.
 * @throws {TaskerError} `TK202` when another worker would take some of the orders to its own services.
 */
export async function runDemo(options: DemoOptions): Promise<DemoReport> {
  const sql = connect(options.url, { applicationName: "tasker_demo", max: 4 });
  try {
    await migrate(sql);
    await refuseStrangers(sql);
    const rounds = Math.ceil(options.orders / 300);
    const gateway = { retryAfterSeconds: options.retryAfterSeconds ?? 1 };
    await using services = new LocalServices(initialStock(rounds), gateway);
    const facts = await runWorkload(sql, new Shop(() => services.urls), options);
    return makeReport({ ...facts, services, brokenInvariants: await checkInvariants(sql) });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function refuseStrangers(sql: Sql): Promise<void> {
  const stranger = (await listWorkers(sql)).find(({ isAlive, namespaces }) =>
    isAlive && namespaces.includes("fulfillment")
  );
  if (stranger === undefined) return;
  throw new TaskerError(
    "TK202",
    `Cannot run the demo: worker ${stranger.workerUuid} serves "fulfillment" already`,
    {
      hint: "Give the demo a database of its own; without DATABASE_URL it brings one.",
    },
  );
}

async function runWorkload(sql: Sql, shop: Shop, options: DemoOptions) {
  await using _fleet = await startFleet(shop, options);
  const shapes = await runShapes(sql, 4, options.signal);

  const correlationId = crypto.randomUUID();
  const orders = await createOrders(sql, await readOrders(options.orders), correlationId);
  const { seconds } = await waitForTasks(sql, correlationId, [...orders.keys()], options);
  return { shapes, orders, seconds, outcomes: await readOutcomes(sql, correlationId) };
}

/** Starts orchestrators, then workers; they stop the other way round. */
async function startFleet(shop: Shop, options: DemoOptions): Promise<AsyncDisposableStack> {
  const { url, config } = options;
  await using fleet = new AsyncDisposableStack();
  for (let count = 0; count < options.orchestrators; count++) {
    await fleet.use(new Orchestrator({ ...config, url })).start();
  }
  const tasks = [defineOrderFulfillment(shop), ...SHAPES.map(({ task }) => task)];
  for (let count = 0; count < options.workers; count++) {
    const { transport } = config.orchestration;
    const database = { ...config.database, url };
    await fleet.use(new Worker({ database, tasks, transport, config: config.worker, info: { role: "demo" } }))
      .start();
  }
  return fleet.move();
}

async function createOrders(
  sql: Sql,
  orders: readonly NewOrder[],
  correlationId: string,
): Promise<Map<string, NewOrder>> {
  const byTask = new Map<string, NewOrder>();
  for (let from = 0; from < orders.length; from += BATCH) {
    const batch = orders.slice(from, from + BATCH);
    const created = await createTasks(
      sql,
      batch.map((order) => ({
        namespace: "fulfillment",
        name: "order_fulfillment",
        context: order,
        correlationId,
        initiator: "demo",
      })),
    );
    for (const [index, { taskUuid }] of created.entries()) byTask.set(taskUuid, batch[index] as NewOrder);
  }
  return byTask;
}
