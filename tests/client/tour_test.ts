import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { TaskerClient, TaskerError } from "../../client/mod.ts";
import { defineTask } from "../../core/define_task.ts";
import { serveHttp } from "../../orchestration/http/serve.ts";
import { Worker } from "../../worker/mod.ts";
import { GuardedApi } from "../access/_api.ts";
import { runCli } from "../_support/cli.ts";
import { until } from "../_support/waiting.ts";

interface Order {
  readonly cents: number;
}

/** The bank of the tour; it is down at first. */
const bank = { isUp: false };

const order = defineTask({
  namespace: "tour",
  name: "order",
  version: "1.0.0",
  inputSchema: {
    type: "object",
    required: ["cents"],
    properties: { cents: { type: "integer", minimum: 1 } },
  },
})
  .step("price", ({ input }) => ({ total: (input as unknown as Order).cents + 500 }))
  .step("charge", { dependsOn: ["price"], retry: { maxAttempts: 1 } }, ({ results, input }) => {
    if ((input as unknown as Order).cents === 13 && !bank.isUp) throw new Error("the bank is down");
    return `charged ${results.price.total}`;
  });

Deno.test("the tour of a new user, over HTTP with access control on", async (tour) => {
  await using api = await GuardedApi.create();
  await using server = serveHttp({ app: api.app, bindAddress: "127.0.0.1:0" });
  await server.start();
  const url = server.url;
  const ada = { by: "ada", reason: "the bank is back" };
  let client = new TaskerClient({ url });

  await tour.step("creates a key, without which nothing is told", async () => {
    assertEquals((await assertRejects(() => client.templates.list(), TaskerError)).code, "TK601");
    const made = await runCli([
      ...[
        "auth",
        "keys",
        "create",
        "ada",
        "--scope",
        "operator",
        "--scope",
        "publisher",
        "--scope",
        "client",
      ],
      ...["--namespace", "tour", "--env", "test", "--json", "--database-url", api.db.url],
    ]);
    const { key } = JSON.parse(made.stdout);
    assertMatch(key, /^tsk_/);
    client = new TaskerClient({ url, apiKey: key });
  });

  await tour.step("registers a template", async () => {
    assertEquals((await client.templates.register(order)).created, true);
    assertEquals((await client.templates.list()).map(({ namespace, name }) => `${namespace}/${name}`), [
      "tour/order",
    ]);
    const other = await assertRejects(
      () => client.create({ namespace: "inventory", name: "order", context: {} }),
      TaskerError,
    );
    assertEquals(other.code, "TK103", "beyond the namespaces of the key there is nothing");
  });

  await using events = await follow(url, api);
  await using worker = new Worker({ database: { url: api.db.url }, tasks: [order] });

  await tour.step("creates 100 tasks and watches one to its end", async () => {
    const tasks = await client.createMany(order, Array.from({ length: 100 }, (_, n) => ({ cents: 100 + n })));
    await worker.start();
    assertEquals(await tasks[0]!.result({ timeoutMs: 20_000 }), {
      price: { total: 600 },
      charge: "charged 600",
    });
    assertEquals(await events.count("complete", 100), 100);
    const listed = await Array.fromAsync(client.list({ namespace: "tour", status: "complete", perPage: 40 }));
    assertEquals(listed.length, 100);
  });

  await tour.step("cancels one that was to run tomorrow", async () => {
    const runAt = new Date(Date.now() + 86_400_000).toISOString();
    const task = await client.create(order, { cents: 1 }, { runAt });
    assertEquals((await task.cancel("not needed")).status, "cancelled");
    assertEquals((await assertRejects(() => task.result(), TaskerError)).code, "TK202");
  });

  await tour.step("is told why another stands still, resets its step, and it completes", async () => {
    const task = await client.create(order, { cents: 13 });
    assertEquals((await task.wait({ timeoutMs: 20_000 })).status, "blocked_by_failures");
    const blamed = await assertRejects(() => task.result(), TaskerError);
    assertMatch(blamed.message, /step "charge" failed: the bank is down/);
    const charge = (await client.steps.list(task.taskUuid)).find(({ name }) => name === "charge")!;
    bank.isUp = true;
    await client.steps.reset(charge.stepUuid, ada);
    assertEquals((await task.result({ timeoutMs: 20_000 })).charge, "charged 513");
    assert((await client.steps.audit(charge.stepUuid)).length >= 2, "both attempts are on record");
  });

  await tour.step("resolves a step by hand, and that task is done, too", async () => {
    bank.isUp = false;
    const task = await client.create(order, { cents: 13 });
    await task.wait({ timeoutMs: 20_000 });
    const charge = (await client.steps.list(task.taskUuid)).find(({ name }) => name === "charge")!;
    const resolved = await client.steps.resolve(charge.stepUuid, { ...ada, reason: "paid in cash" });
    assertEquals(resolved.currentState, "resolved_manually");
    assertEquals((await task.wait({ timeoutMs: 20_000 })).status, "complete");
  });

  await tour.step("reads how work went", async () => {
    const { percentiles } = await client.analytics.performance({ namespace: "tour" });
    assertEquals(percentiles.map(({ kind, endedCount }) => [kind, endedCount]), [["task", 103], [
      "step",
      205,
    ]]);
    const { slowSteps } = await client.analytics.bottlenecks({ namespace: "tour" });
    assertEquals(slowSteps.map(({ stepName }) => stepName).toSorted(), ["charge", "price"]);
    assertEquals((await client.analytics.slowestTasks({ namespace: "tour", limit: 3 })).length, 3);
  });

  await tour.step("saw every task end in the events of the namespace", async () => {
    assertEquals(await events.count("complete", 102), 102);
    assertEquals(await events.count("cancelled", 1), 1);
  });
});

/** Follows the events of the namespace as a browser would. */
async function follow(url: string, api: GuardedApi) {
  const stopping = new AbortController();
  const headers = { "x-api-key": await api.key(["viewer"], ["tour"]) };
  const response = await fetch(`${url}/v1/namespaces/tour/events?kind=task.transition`, {
    headers,
    signal: stopping.signal,
  });
  assertEquals([response.status, response.headers.get("content-type")], [
    200,
    "text/event-stream; charset=utf-8",
  ]);
  const ended = new Map<string, number>();
  const reading = (async () => {
    let rest = "";
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines.filter((line) => line.startsWith("data:"))) {
        const { to_state } = JSON.parse(line.slice(5));
        ended.set(to_state, (ended.get(to_state) ?? 0) + 1);
      }
    }
  })().catch(() => {});
  return {
    /** Waits until so many came to a state; gives how many there were. */
    async count(state: string, expected: number): Promise<number> {
      await until(() => (ended.get(state) ?? 0) >= expected, {
        deadlineMs: 30_000,
        what: `${expected} tasks to be ${state}`,
      });
      return ended.get(state) ?? 0;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stopping.abort();
      await reading;
    },
  };
}
