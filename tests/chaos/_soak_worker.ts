/**
 * Program of the soak: a worker whose handlers do next to nothing, until SIGTERM. Argument: the database's address.
 *
 * @module
 */
import { Worker } from "../../worker/mod.ts";
import { NAMESPACE } from "./_work.ts";

if (import.meta.main) {
  const worker = new Worker({
    database: { url: Deno.args[0] ?? "" },
    namespaces: [NAMESPACE],
    handlers: { "chaos.add": () => ({ sum: 1 }) },
    config: { maxConcurrentSteps: 50 },
  });
  Deno.addSignalListener("SIGTERM", () => void worker.stop().then(() => Deno.exit(0)));
  await worker.start();
}
