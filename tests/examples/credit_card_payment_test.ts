import { assertEquals } from "@std/assert";
import { loadTemplates } from "../../config/template_files.ts";
import type { Json } from "../../core/json.ts";
import { paymentHandlers } from "../../examples/credit_card_payment/handlers.ts";
import { templatePaths } from "../../examples/mod.ts";
import { Shop } from "../../examples/order_fulfillment/clients/shop.ts";
import { LocalServices } from "../../examples/order_fulfillment/services/local_services.ts";
import { TestDatabase } from "../_support/database.ts";
import { type Ended, runTask } from "./_run.ts";

/** Runs the template of the file for an environment. */
async function pay(environment: string, context: Json): Promise<Ended> {
  const { templates, faults } = await loadTemplates([...templatePaths], environment);
  assertEquals(faults, []);
  await using db = await TestDatabase.create();
  await using services = new LocalServices(new Map());
  const handlers = paymentHandlers(new Shop(() => services.urls));
  return await runTask(
    db,
    { templates: templates.map(({ template }) => template), handlers },
    { namespace: "payments", name: "credit_card_payment", context },
  );
}

const PAYMENT = { payment_ref: "invoice 7", amount_cents: 250_000, card: "tok_visa" };

Deno.test("credit_card_payment runs class handlers that its file names", async () => {
  const { status, results } = await pay("development", PAYMENT);
  assertEquals(status, "complete");
  assertEquals(results.check_fraud, { score: 50 });
  assertEquals(results.capture_payment, { captured_cents: 250_000 });
  assertEquals(results.send_confirmation, { text: "We received 2500.00 EUR for invoice 7." });
});

Deno.test("credit_card_payment takes its limits from the environment", async () => {
  const { status, reason } = await pay("production", PAYMENT);
  assertEquals([status, reason], ["blocked_by_failures", "suspected_fraud"]);
});
