import { assertEquals } from "@std/assert";
import { makeOrders } from "./make_orders.ts";
import { Order } from "./order.ts";
import { readOrders } from "./orders.ts";

Deno.test("makeOrders() gives the orders of the file", async () => {
  assertEquals(await readOrders(300), makeOrders(300));
});

Deno.test("makeOrders() gives valid orders", () => {
  for (const order of makeOrders(300)) Order.parse(order);
});

Deno.test("readOrders() repeats the file under other ids", async () => {
  const orders = await readOrders(601);
  assertEquals(new Set(orders.map(({ order_id }) => order_id)).size, 601);
  assertEquals(orders[600], { ...orders[0], order_id: "order-0001-3" });
});
