import { assertEquals, assertRejects } from "@std/assert";
import { TaskerError } from "../../core/errors.ts";
import type { ResultsOf } from "../../core/define_task.ts";
import { initialStock } from "../../examples/order_fulfillment/catalogue.ts";
import { Shop } from "../../examples/order_fulfillment/clients/shop.ts";
import type { NewOrder } from "../../examples/order_fulfillment/order.ts";
import { LocalServices } from "../../examples/order_fulfillment/services/local_services.ts";
import { defineOrderFulfillment } from "../../examples/order_fulfillment/task.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import { TestDatabase } from "../_support/database.ts";
import { type Ended, runTask } from "./_run.ts";

const ORDER: NewOrder = {
  order_id: "order-1",
  customer: { name: "Ada", email: "ada@example.com" },
  items: [{ sku: "coffee-mug", quantity: 2, unit_price_cents: 1290 }],
  card: "tok_visa",
  country: "DE",
};
const TASK = { namespace: "fulfillment", name: "order_fulfillment" };

/** Fulfils one order with services of its own. */
async function fulfil(
  db: TestDatabase,
  changes: Partial<NewOrder>,
): Promise<Ended & { captured: number; reserved: number; shipped: number; refunded: number }> {
  await using services = new LocalServices(initialStock(), { retryAfterSeconds: 0 });
  const task = defineOrderFulfillment(new Shop(() => services.urls));
  const ended = await runTask(db, { tasks: [task] }, { ...TASK, context: { ...ORDER, ...changes } });
  const levels = [...services.inventory.stock().values()];
  return {
    ...ended,
    captured: services.payments.capturedCents,
    refunded: services.payments.refundedCents,
    reserved: levels.reduce((sum, level) => sum + level.reserved, 0),
    shipped: levels.reduce((sum, level) => sum + level.shipped, 0),
  };
}

Deno.test("order_fulfillment takes the stock and the money, and ships", async () => {
  await using db = await TestDatabase.create();
  const { status, results, captured, shipped } = await fulfil(db, {});
  assertEquals([status, captured, shipped], ["complete", 2580, 2]);
  assertEquals(results.validate_order, { order_id: "order-1", total_cents: 2580 });
  assertEquals(results.ship_order, { tracking_number: "TRK-000001", days: 3 });
});

Deno.test("order_fulfillment tries a flaky gateway again, and captures once", async () => {
  await using db = await TestDatabase.create();
  const { status, captured } = await fulfil(db, { card: "tok_flaky" });
  assertEquals([status, captured], ["complete", 2580]);
});

const FAILURES: Readonly<Record<string, Partial<NewOrder>>> = {
  card_declined: { card: "tok_declined" },
  gateway_unavailable: { card: "tok_outage" },
  out_of_stock: { items: [...ORDER.items, { sku: "desk-lamp", quantity: 1, unit_price_cents: 5490 }] },
  undeliverable: { country: "AQ" },
  empty_order: { items: [{ sku: "coffee-mug", quantity: 1, unit_price_cents: 0 }] },
};

for (const [reason, changes] of Object.entries(FAILURES)) {
  Deno.test(`order_fulfillment fails with ${reason} and keeps neither stock nor money`, async () => {
    await using db = await TestDatabase.create();
    const ended = await fulfil(db, changes);
    assertEquals([ended.status, ended.reason], ["blocked_by_failures", reason]);
    assertEquals([ended.captured, ended.reserved, ended.shipped], [0, 0, 0]);
    assertEquals(ended.refunded, reason === "undeliverable" ? 2580 : 0);
  });
}

Deno.test("order_fulfillment's input schema is enforced by the database, every fault listed", async () => {
  await using db = await TestDatabase.create();
  await registerTemplate(db.sql, definition().toTemplate());
  const context = { ...ORDER, country: "Germany", customer: { name: "Ada", email: "ada" }, items: [] };
  const error: TaskerError = await assertRejects(
    () => createTasks(db.sql, [{ ...TASK, context }]),
    TaskerError,
  );
  assertEquals(error.code, "TK003");
  assertEquals(new Set(error.faults.map(({ path }) => path)).size, 3, error.details);
});

Deno.test("order_fulfillment's defaults are stored with the task", async () => {
  await using db = await TestDatabase.create();
  await registerTemplate(db.sql, definition().toTemplate());
  const [created] = await createTasks(db.sql, [{ ...TASK, context: ORDER }]);
  const [task] = await db.sql`select t.context from tasker_v1.get_task(${created?.taskUuid as string}) t`;
  assertEquals(task?.context, { ...ORDER, express: false });
});

Deno.test("order_fulfillment's results are typed by its handlers, which say no types", () => {
  type Results = ResultsOf<ReturnType<typeof defineOrderFulfillment>>;
  const results = {
    validate_order: { order_id: "order-1", total_cents: 1 },
    reserve_inventory: { reservation_id: "r" },
    process_payment: { payment_id: "p", captured_cents: 1 },
    ship_order: { tracking_number: "t", days: 1 },
  } satisfies Results;
  // @ts-expect-error -- a number is wanted
  results.ship_order satisfies { days: string };
  assertEquals(Object.keys(results), definition().toTemplate().steps.map(({ name }) => name));
});

/** The definition alone; nothing is called. */
function definition() {
  return defineOrderFulfillment(
    new Shop(() => {
      throw new Error("There are no services");
    }),
  );
}
