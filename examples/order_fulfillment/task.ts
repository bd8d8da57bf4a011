import { defineTask, PermanentError } from "../../mod.ts";
import type { Attempt } from "./clients/request.ts";
import type { Shop } from "./clients/shop.ts";
import { Order } from "./order.ts";

/**
 * Fulfils an order: checks it, takes its items from the stock, takes the money, sends the parcel. When a step fails
 * for good, it gives back what the steps before it took: nobody pays for what was not shipped.
 *
 * @param shop The services it works with.
 * @returns The task's definition.
 */
export function defineOrderFulfillment(shop: Shop) {
  return defineTask({
    namespace: "fulfillment",
    name: "order_fulfillment",
    version: "1.0.0",
    description: "Fulfils an order: stock, money, parcel",
    input: Order,
  })
    .step("validate_order", { timeoutSeconds: 45 }, ({ input }) => {
      const total_cents = input.items.reduce((sum, item) => sum + item.quantity * item.unit_price_cents, 0);
      if (total_cents === 0) {
        throw new PermanentError("The order costs nothing", { errorCode: "empty_order" });
      }
      return { order_id: input.order_id, total_cents };
    })
    .step(
      "reserve_inventory",
      { dependsOn: ["validate_order"], timeoutSeconds: 60 },
      (context) => shop.reserve(context.input.items, context),
    )
    .step(
      "process_payment",
      {
        dependsOn: ["validate_order", "reserve_inventory"],
        timeoutSeconds: 90,
        retry: { maxAttempts: 2, backoffBaseMs: 2000 },
      },
      async (context) => {
        const { validate_order, reserve_inventory } = context.results;
        try {
          return await shop.capture(context.input.card, validate_order.total_cents, context);
        } catch (error) {
          if (isFinal(error, context)) {
            await undo(context, (attempt) => [
              shop.giveBack(context.idempotencyKey, attempt),
              shop.release(reserve_inventory.reservation_id, attempt),
            ]);
          }
          throw error;
        }
      },
    )
    .step(
      "ship_order",
      { dependsOn: ["validate_order", "reserve_inventory", "process_payment"], timeoutSeconds: 60 },
      async (context) => {
        const { reserve_inventory, process_payment } = context.results;
        const { order_id, country, express } = context.input;
        try {
          const parcel = await shop.ship({ order_id, country, express }, context);
          await shop.handOver(reserve_inventory.reservation_id, context);
          return parcel;
        } catch (error) {
          if (error instanceof PermanentError) {
            await undo(context, (attempt) => [
              shop.giveBack(process_payment.payment_id, attempt),
              shop.release(reserve_inventory.reservation_id, attempt),
            ]);
          }
          throw error;
        }
      },
    );
}

/** Whether there will be no other attempt. One that was aborted, other than by its timeout, is run again by someone else. */
function isFinal(error: unknown, { isLastAttempt }: { isLastAttempt: boolean }): boolean {
  const isAborted = error instanceof DOMException && error.name === "AbortError";
  return error instanceof PermanentError || (isLastAttempt && !isAborted);
}

/** Gives back what was taken; an attempt that ran out of time gets a little more for it. */
async function undo(
  { idempotencyKey }: Attempt,
  calls: (attempt: Attempt) => Promise<void>[],
): Promise<void> {
  await Promise.all(calls({ idempotencyKey, signal: AbortSignal.timeout(10_000) }));
}
