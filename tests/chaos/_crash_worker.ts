/**
 * Program of the crash tests: a worker that lives through everything a worker does, then stops in good order.
 * Argument: JSON of {@linkcode CrashWorkerOptions}.
 *
 * @module
 */
import { Worker } from "../../worker/mod.ts";
import { Ledger } from "./_ledger.ts";
import { adder, NAMESPACE, templatesOf } from "./_work.ts";

/** What it is told. */
export interface CrashWorkerOptions {
  /** Database. */
  readonly url: string;
  /** Where it writes down what it ran. */
  readonly ledger: string;
  /** How it learns of steps. */
  readonly transport: "direct" | "pgmq";
  /** Who decides what follows a step. */
  readonly completion: "inline" | "queued";
  /** Number of the task that it asks for and runs itself. */
  readonly ownNumber: number;
}

/** Handlers that run before it stops: more than there is to do at first, fewer than there is to do in all. */
const LIFE = 46;

if (import.meta.main) {
  const options: CrashWorkerOptions = JSON.parse(Deno.args[0] ?? "{}");
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  let [finished, heartbeats, idles] = [0, 0, 0];
  const look = (_: number) => finished >= LIFE && heartbeats > 12 && idles > 0 && end();
  const worker = new Worker({
    database: { url: options.url },
    templates: templatesOf(),
    resolvers: [{ name: "known", resolve: (callable) => callable === "chaos.add" ? handler : undefined }],
    transport: options.transport,
    config: {
      leaseSeconds: 1,
      heartbeatSeconds: 0.05,
      maxConcurrentSteps: 2,
      bufferSize: 3,
      pollIntervalMs: 20,
      completion: options.completion,
    },
    testSignals: {
      finished: () => look(finished++),
      heartbeat: () => look(heartbeats++),
      idle: () => look(idles++),
    },
  });
  const handler = adder(new Ledger(options.ledger));
  await worker.start();
  await worker.startTasks([{
    namespace: NAMESPACE,
    name: "linear",
    idempotencyKey: `own-${options.ownNumber}`,
    context: { number: options.ownNumber, takesMs: 0, fails: {} },
  }]);
  await isOver;
  await worker.stop();
}
