/**
 * Makes the orders of `orders.jsonl`: `deno run examples/order_fulfillment/make_orders.ts > …/orders.jsonl`.
 * The same number gives the same orders, on every machine.
 *
 * @module
 */
import { CATALOGUE } from "./catalogue.ts";
import type { NewOrder } from "./order.ts";

/** What sells; `desk-lamp`, which is sold out, is ordered on purpose only. */
const ON_SALE = CATALOGUE.filter(({ sku }) => sku !== "desk-lamp");
const NAMES: readonly string[] = [
  "Ada",
  "Barbara",
  "Edsger",
  "Grace",
  "Hedy",
  "Katherine",
  "Lynn",
  "Niklaus",
  "Radia",
  "Tim",
];
const COUNTRIES: readonly string[] = ["DE", "ES", "FR", "IN", "JP", "KE", "MX", "NL", "PT", "US"];

/**
 * Makes orders: most are ordinary, some meet a declined card, a gateway that fails once or always, a sold out
 * product, or a place that nobody delivers to.
 *
 * @param count How many.
 * @returns The orders, `order-0001` first.
 */
export function makeOrders(count: number): NewOrder[] {
  const random = dice(20_240_229);
  return Array.from({ length: count }, (_, index) => makeOrder(index + 1, random));
}

function makeOrder(number: number, random: (sides: number) => number): NewOrder {
  const name = pick(NAMES, random);
  const lines = Array.from({ length: 1 + random(3) }, () => pick(ON_SALE, random));
  if (number % 25 === 9) lines.push(...CATALOGUE.filter(({ sku }) => sku === "desk-lamp"));
  return {
    order_id: `order-${String(number).padStart(4, "0")}`,
    customer: { name, email: `${name.toLowerCase()}.${number}@example.com` },
    items: [...new Set(lines)].map(({ sku, priceCents }) => ({
      sku,
      quantity: 1 + random(3),
      unit_price_cents: priceCents,
    })),
    card: cardOf(number),
    country: number % 30 === 14 ? "AQ" : pick(COUNTRIES, random),
    ...(random(5) === 0 ? { express: true } : {}),
  };
}

function cardOf(number: number): string {
  if (number % 12 === 5) return "tok_declined";
  if (number % 40 === 19) return "tok_outage";
  return number % 7 === 3 ? "tok_flaky" : "tok_visa";
}

function pick<Item>(items: readonly Item[], random: (sides: number) => number): Item {
  return items[random(items.length)] as Item;
}

/** Numbers from 0 to one less than the sides; a linear congruential generator (Numerical Recipes, section 7.1). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 2 ** 32 * sides);
  };
}

if (import.meta.main) {
  const lines = makeOrders(300).map((order) => `${JSON.stringify(order)}\n`);
  await Deno.stdout.write(new TextEncoder().encode(lines.join("")));
}
