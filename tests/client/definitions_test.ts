import { assertEquals, assertRejects } from "@std/assert";
import { z } from "zod";
import { TaskerClient, TaskerError, type TaskHandle } from "../../client/mod.ts";
import { defineTask } from "../../core/define_task.ts";
import { Worker } from "../../worker/mod.ts";
import { TestApi } from "../http/_api.ts";
import { Gateway } from "./_gateway.ts";

/** Compiles only when the two types are the same. */
function same<A, B>(
  _: (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false,
): void {}

const order = defineTask({
  namespace: "orders",
  name: "fulfil",
  version: "1.0.0",
  input: z.object({ sku: z.string().min(1), quantity: z.number().int().default(1) }),
})
  .step("price", ({ input }) => ({ cents: input.quantity * 1200 }))
  .step("notify", { dependsOn: ["price"] }, () => {});

/** Result of the step "price", as a way to come by a task types it. */
type Price<Way> = Way extends () => Promise<TaskHandle<infer Results>>
  ? Results extends { readonly price: infer Result } ? Result : never
  : never;

Deno.test("TaskerClient.create() knows a definition's input and results, when it compiles and when it runs", async (t) => {
  await using api = await TestApi.create();
  await using gateway = new Gateway(api.app);
  const client = new TaskerClient({ url: gateway.url });
  await client.templates.register(order);
  await using worker = new Worker({ database: { url: api.db.url }, tasks: [order] });
  await worker.start();

  await t.step("the compiler refuses other inputs", () => {
    // Only compiled: each line would be refused when it runs, too.
    const refused: (() => unknown)[] = [
      // @ts-expect-error sku is missing
      () => client.create(order, { quantity: 2 }),
      // @ts-expect-error quantity is no text
      () => client.create(order, { sku: "a", quantity: "2" }),
      // @ts-expect-error there is no such member
      () => client.create(order, { sku: "a", colour: "red" }),
      // @ts-expect-error the second lacks its sku
      () => client.createMany(order, [{ sku: "a" }, {}]),
      // @ts-expect-error what to run is said by the definition
      () => client.create(order, { sku: "a" }, { namespace: "other" }),
    ];
    assertEquals(refused.length, 5);
    const ways = {
      created: () => client.create(order, { sku: "a" }),
      many: async () => (await client.createMany(order, [{ sku: "a" }]))[0]!,
      found: () => Promise.resolve(client.task("…", order)),
    };
    same<Price<typeof ways.created>, { cents: number }>(true);
    same<Price<typeof ways.many>, { cents: number }>(true);
    same<Price<typeof ways.found>, { cents: number }>(true);
  });

  await t.step("result() gives each step's, typed", async () => {
    const task = await client.create(order, { sku: "a" }, { tags: ["first"], priority: 5 });
    const results = await task.result({ timeoutMs: 20_000 });
    same<typeof results.price, { cents: number }>(true);
    same<typeof results.notify, null>(true);
    // @ts-expect-error there is no such step
    results.ship;
    assertEquals(results, { price: { cents: 1200 }, notify: null });
    const view = await client.task(task.taskUuid, order).get();
    assertEquals([view.context, view.tags, view.priority], [{ sku: "a", quantity: 1 }, ["first"], 5]);
  });

  await t.step(
    "an input that does not match is refused here, with every fault, and nothing is sent",
    async () => {
      gateway.taken();
      const input = { sku: "", quantity: 1.5 };
      const error: TaskerError = await assertRejects(() => client.create(order, input), TaskerError);
      assertEquals([error.code, error.faults.map(({ path }) => path)], ["TK003", ["sku", "quantity"]]);
      const many: TaskerError = await assertRejects(
        () => client.createMany(order, [{ sku: "a" }, input]),
        TaskerError,
      );
      assertEquals(many.faults.map(({ path }) => path), ["[1].sku", "[1].quantity"]);
      assertEquals(gateway.taken(), []);
    },
  );

  await t.step("createMany() gives typed tasks in order", async () => {
    const tasks = await client.createMany(order, [{ sku: "a", quantity: 2 }, { sku: "b", quantity: 3 }]);
    const results = await Promise.all(tasks.map((task) => task.result()));
    assertEquals(results.map(({ price }) => price.cents), [2400, 3600]);
  });

  await t.step("an input that is no JSON is refused before it is sent", async () => {
    const request = { namespace: "orders", name: "fulfil", context: { sku: 1n } };
    const error = await assertRejects(() => client.create(request), TaskerError);
    assertEquals(error.code, "TK005");
  });
});

Deno.test("TaskHandle.result() throws what went wrong", async () => {
  const failing = defineTask({ namespace: "orders", name: "fail", version: "1.0.0" })
    .step("charge", { retry: { maxAttempts: 1 } }, (): number => {
      throw new Error("card declined");
    });
  await using api = await TestApi.create();
  await using gateway = new Gateway(api.app);
  const client = new TaskerClient({ url: gateway.url });
  await client.templates.register(failing);
  await using worker = new Worker({ database: { url: api.db.url }, tasks: [failing] });
  await worker.start();

  const task = await client.create(failing, {});
  const error = await assertRejects(() => task.result({ timeoutMs: 20_000 }), TaskerError);
  assertEquals([error.code, error.faults], ["TK202", [{ path: "charge", reason: "card declined" }]]);
  await assertRejects(
    () => task.wait({ timeoutMs: 30, throughFailures: true }),
    DOMException,
    "not over after 30 ms",
  );
});
