/** Program of a test: a worker that runs one step for ever, until it is killed. Argument: the database's address. */
import { defineTask, Worker } from "../../worker/mod.ts";

const task = defineTask({ namespace: "shop", name: "fatal", version: "1.0.0" })
  .step("one", () => {
    Deno.stdout.writeSync(new TextEncoder().encode("started\n"));
    return new Promise<string>(() => {});
  });
const worker = new Worker({
  database: { url: Deno.args[0] ?? "" },
  tasks: [task],
  config: { leaseSeconds: 1, heartbeatSeconds: 0.3 },
});
await worker.start();
