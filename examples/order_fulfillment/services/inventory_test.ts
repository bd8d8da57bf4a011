import { assertEquals } from "@std/assert";
import { Inventory } from "./inventory.ts";

async function post(inventory: Inventory, path: string, items: unknown = [], key?: string) {
  const headers: HeadersInit = key === undefined ? {} : { "Idempotency-Key": key };
  const answer = await inventory.app.request(path, {
    method: "POST",
    headers,
    body: JSON.stringify({ items }),
  });
  return { status: answer.status, ...await answer.json() };
}

Deno.test("Inventory reserves all of an order or nothing", async () => {
  const inventory = new Inventory(new Map([["mug", 5], ["lamp", 0]]));
  const items = [{ sku: "mug", quantity: 2 }, { sku: "lamp", quantity: 1 }];
  const { status, code } = await post(inventory, "/reservations", items);
  assertEquals([status, code, inventory.stock().get("mug")?.available], [409, "out_of_stock", 5]);
});

Deno.test("Inventory adds up the lines of one product", async () => {
  const inventory = new Inventory(new Map([["mug", 5]]));
  const items = [{ sku: "mug", quantity: 3 }, { sku: "mug", quantity: 3 }];
  assertEquals((await post(inventory, "/reservations", items)).status, 409);
});

Deno.test("Inventory reserves once for a key", async () => {
  const inventory = new Inventory(new Map([["mug", 5]]));
  const items = [{ sku: "mug", quantity: 2 }];
  const [first, second] = [
    await post(inventory, "/reservations", items, "k"),
    await post(inventory, "/reservations", items, "k"),
  ];
  assertEquals(first, second);
  assertEquals(inventory.stock().get("mug")?.available, 3);
});

Deno.test("Inventory gives back only what has not been shipped", async () => {
  const inventory = new Inventory(new Map([["mug", 5]]));
  const { reservation_id } = await post(inventory, "/reservations", [{ sku: "mug", quantity: 2 }]);
  await post(inventory, `/reservations/${reservation_id}/ship`);
  const { status } = await inventory.app.request(`/reservations/${reservation_id}`, { method: "DELETE" });
  assertEquals(status, 409);
  assertEquals(inventory.stock().get("mug"), {
    initial: 5,
    available: 3,
    lowest: 3,
    reserved: 0,
    shipped: 2,
  });
});
