import { assertEquals } from "@std/assert";
import { loadConfig } from "../../config/mod.ts";
import { runDemo } from "../../examples/demo/demo.ts";
import { TestDatabase } from "../_support/database.ts";

const TRANSPORTS = ["direct", "pgmq"] as const;
const COMPLETIONS = ["inline", "queued"] as const;
const MODES = ["Hybrid", "EventDrivenOnly", "PollingOnly"] as const;

/** The first 30 orders hold one of each kind. */
const ORDERS = 30;

for (const transport of TRANSPORTS) {
  for (const completion of COMPLETIONS) {
    for (const deploymentMode of MODES) {
      Deno.test(`runDemo() adds up with ${transport}, ${completion}, ${deploymentMode}`, async () => {
        await using db = await TestDatabase.create();
        const config = await loadConfig({
          environment: "test",
          overrides: { orchestration: { transport, deploymentMode }, worker: { completion } },
        });
        const { faults, orders } = await runDemo({
          url: db.url,
          config,
          orders: ORDERS,
          workers: 2,
          orchestrators: 2,
          retryAfterSeconds: 0,
          signal: new AbortController().signal,
        });
        assertEquals(faults, []);
        assertEquals(orders, {
          in: ORDERS,
          completed: 24,
          failed: 6,
          reasons: { card_declined: 3, gateway_unavailable: 1, out_of_stock: 1, undeliverable: 1 },
        });
      });
    }
  }
}
