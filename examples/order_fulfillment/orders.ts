import type { NewOrder } from "./order.ts";

/**
 * Reads the orders of `orders.jsonl`; when more are wanted than there are, they come again under other ids.
 *
 * @param count How many, 1 or more.
 * @returns The orders.
 */
export async function readOrders(count: number): Promise<NewOrder[]> {
  const text = await (await fetch(new URL("./orders.jsonl", import.meta.url))).text();
  const orders = text.trimEnd().split("\n").map((line): NewOrder => JSON.parse(line));
  return Array.from({ length: count }, (_, index) => {
    const order = orders[index % orders.length] as NewOrder;
    const round = Math.floor(index / orders.length) + 1;
    return round === 1 ? order : { ...order, order_id: `${order.order_id}-${round}` };
  });
}
