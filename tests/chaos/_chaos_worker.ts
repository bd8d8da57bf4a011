/**
 * Program of the chaos run: a worker until SIGTERM. Argument: JSON of {@linkcode ChaosWorkerOptions}.
 *
 * @module
 */
import { Worker } from "../../worker/mod.ts";
import { until } from "../_support/waiting.ts";
import { Ledger } from "./_ledger.ts";
import { adder, NAMESPACE } from "./_work.ts";

/** What it is told. */
export interface ChaosWorkerOptions {
  /** Database. */
  readonly url: string;
  /** Where it writes down what it ran. */
  readonly ledger: string;
  /** How it learns of steps. */
  readonly transport: "direct" | "pgmq";
  /** Who decides what follows a step. */
  readonly completion: "inline" | "queued";
  /** Length of its leases. */
  readonly leaseSeconds: number;
}

if (import.meta.main) {
  const { url, ledger, transport, completion, leaseSeconds }: ChaosWorkerOptions = JSON.parse(
    Deno.args[0] ?? "{}",
  );
  const worker = new Worker({
    database: { url, statementTimeoutMs: 3_000, connectTimeoutSeconds: 2 },
    namespaces: [NAMESPACE],
    handlers: { "chaos.add": adder(new Ledger(ledger)) },
    transport,
    config: { completion, leaseSeconds, maxConcurrentSteps: 8, pollIntervalMs: 500 },
  });
  Deno.addSignalListener("SIGTERM", () => void worker.stop().then(() => Deno.exit(0)));
  const isUp = () => worker.start().then(() => true, () => false);
  await until(isUp, { deadlineMs: 60_000, what: "the database to be there" });
}
