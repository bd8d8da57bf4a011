import type { TaskRequest } from "../../core/wire.ts";
import type { CrashOrchestratorOptions } from "./_crash_orchestrator.ts";
import type { CrashWorkerOptions } from "./_crash_worker.ts";
import type { Accepted } from "./_judge.ts";
import { NAMESPACE, type Order } from "./_work.ts";

/** A process that is killed, and how the rest is set up around it. */
export interface CrashScene {
  /** What reports call it. */
  readonly name: string;
  /** Which kind of process is the victim. */
  readonly victim: "worker" | "orchestrator";
  /** Transport and completion of all workers. */
  readonly transport: "direct" | "pgmq";
  /** Who decides what follows a step. */
  readonly completion: "inline" | "queued";
}

/** Every kind of process in every mode in which it sends other statements. */
export const SCENES: readonly CrashScene[] = [
  { name: "worker, inline", victim: "worker", transport: "direct", completion: "inline" },
  { name: "worker, queued", victim: "worker", transport: "pgmq", completion: "queued" },
  { name: "orchestrator", victim: "orchestrator", transport: "pgmq", completion: "queued" },
];

/** Number of the task that the victim itself asks for: whether it was accepted, only the victim knew. */
export const OWN_NUMBER = 100;

/** What is asked for before the victim starts. */
export const ORDERS: readonly (Order & { readonly name: string })[] = [
  { number: 1, name: "diamond", takesMs: 5, fails: {} },
  { number: 2, name: "diamond", takesMs: 5, fails: { left: 1 } },
  { number: 3, name: "fan", takesMs: 10, fails: {} },
  { number: 4, name: "mixed", takesMs: 0, fails: { d: 2 } },
  { number: 5, name: "tree", takesMs: 10, fails: {} },
  { number: 6, name: "linear", takesMs: 5, fails: {}, dooms: "c" },
];

/** What is asked for by message, for an orchestrator to create. */
export const QUEUED_ORDER: Order & { readonly name: string } = {
  number: 7,
  name: "linear",
  takesMs: 5,
  fails: {},
};

/** What is asked for at once when all that is over and the victim still lives: it waits by then, for less than this. */
export const LATER_ORDERS: readonly (Order & { readonly name: string })[] = Array.from(
  { length: 20 },
  (_, i) => ({ number: 8 + i, name: "fan", takesMs: 5, fails: i === 2 ? { s: 1 } : {} }),
);

/** What accepted requests must come to. */
export function promisesOf(orders: readonly Order[]): Map<number, Accepted> {
  return new Map(orders.map((order) => [order.number, {
    order,
    endings: [order.dooms === undefined ? "complete" : "blocked_by_failures"],
  }]));
}

/** The request of an order. */
export function requestOf({ name, ...context }: Order & { readonly name: string }): TaskRequest {
  return { namespace: NAMESPACE, name, idempotencyKey: `order-${context.number}`, context: { ...context } };
}

/** The victim's program and what it is told. */
export function programOf(
  scene: CrashScene,
  place: {
    readonly tapUrl: string;
    readonly url: string;
    readonly ledger: string;
    readonly taskUuid: string;
  },
): readonly [program: string, argument: string] {
  const { transport, completion } = scene;
  const { tapUrl: url, url: directUrl, ledger, taskUuid } = place;
  const ownNumber = OWN_NUMBER;
  if (scene.victim === "worker") {
    const options: CrashWorkerOptions = { url, ledger, transport, completion, ownNumber };
    return ["_crash_worker.ts", JSON.stringify(options)];
  }
  const options: CrashOrchestratorOptions = { url, directUrl, taskUuid, ownNumber };
  return ["_crash_orchestrator.ts", JSON.stringify(options)];
}
