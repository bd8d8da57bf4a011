/**
 * The examples, as a worker takes them: `handler_modules` of the configuration may name this file.
 *
 * @module
 */
import { fromFileUrl } from "@std/path";
import { paymentHandlers } from "./credit_card_payment/handlers.ts";
import type { TaskRequest } from "../core/wire.ts";
import { localShop } from "./order_fulfillment/local_shop.ts";
import type { NewOrder } from "./order_fulfillment/order.ts";
import { defineOrderFulfillment } from "./order_fulfillment/task.ts";
import { SHAPES } from "./shapes/mod.ts";
import type { WorkerTask } from "../worker/mod.ts";

/** Tasks that are defined in TypeScript. */
export const tasks: readonly WorkerTask[] = [
  defineOrderFulfillment(localShop),
  ...SHAPES.map(({ task }) => task),
];

/** Handlers of the tasks that are defined in files, by callable name. */
export const handlers = paymentHandlers(localShop);

/** The files. */
export const templatePaths: readonly string[] = [
  fromFileUrl(new URL("./credit_card_payment/credit_card_payment.yaml", import.meta.url)),
];

/** An order that works, for `tasker start` to show. */
export const sampleRequest: TaskRequest<NewOrder> = {
  namespace: "fulfillment",
  name: "order_fulfillment",
  context: {
    order_id: "order-1",
    customer: { name: "Grace", email: "grace@example.com" },
    items: [{ sku: "coffee-mug", quantity: 2, unit_price_cents: 1290 }],
    card: "tok_visa",
    country: "DE",
  },
};
