import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { TaskerClient, TaskerError, type TaskPage } from "../../client/mod.ts";
import { serveHttp } from "../../orchestration/mod.ts";
import { freePort } from "../_support/ports.ts";
import { until } from "../_support/waiting.ts";
import { createPair, startPairWorker } from "../cli/_pair.ts";
import { TestApi } from "../http/_api.ts";

/** A client of the real API on a database of its own, with {@linkcode PAIR} published. */
async function connect(stack: AsyncDisposableStack) {
  const api = stack.use(await TestApi.create());
  const server = stack.use(serveHttp({ app: api.app, bindAddress: "127.0.0.1:0" }));
  await server.start();
  const first = await createPair(api.db);
  return { db: api.db, first, client: new TaskerClient({ url: `http://${server.address}/` }) };
}

const pair = (n: unknown) => ({ namespace: "tests", name: "pair", context: { n } });

Deno.test("TaskerClient creates a task, waits for it and reads it", async () => {
  await using stack = new AsyncDisposableStack();
  const { db, client } = await connect(stack);
  const { taskUuid, created } = await client.create({ ...pair(20), tags: ["blue"], idempotencyKey: "k" });
  assertEquals(created, true);
  const again = await client.create({ ...pair(20), idempotencyKey: "k" });
  assertEquals([again.taskUuid, again.created], [taskUuid, false]);

  stack.use(await startPairWorker(db));
  const task = await client.wait(taskUuid);
  assertEquals([task.status, task.tags], ["complete", ["blue"]]);
  assertEquals(task.steps?.map(({ results }) => results), [40, 41]);
  assertEquals(task.transitions?.at(-1)?.toState, "complete");
});

Deno.test("TaskerClient waits no longer than until a task is blocked", async () => {
  await using stack = new AsyncDisposableStack();
  const { db, client } = await connect(stack);
  stack.use(await startPairWorker(db));
  const { taskUuid } = await client.create(pair(-1));
  const task = await client.wait(taskUuid);
  assertEquals([task.status, task.steps?.[0]?.error?.message], ["blocked_by_failures", "-1 is negative"]);
});

Deno.test("TaskerClient creates many, lists them page by page and cancels one", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, first } = await connect(stack);
  const many = await client.createMany([pair(1), pair(2), pair(3)]);
  const newestFirst = [...many.map(({ taskUuid }) => taskUuid).toReversed(), first];

  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: TaskPage = await client.listPage({
      namespace: "tests",
      perPage: 3,
      ...(cursor && { cursor }),
    });
    seen.push(...page.tasks.map(({ taskUuid }) => taskUuid));
    cursor = page.nextCursor;
  } while (cursor !== null);
  assertEquals(seen, newestFirst);

  assertEquals((await client.cancel(first, "not needed")).status, "cancelled");
  const tasks = await Array.fromAsync(client.list({ status: ["cancelled", "error"], perPage: 1 }));
  assertEquals(tasks.map(({ taskUuid }) => taskUuid), [first]);
});

Deno.test("TaskerClient throws what the API refuses, under its code and with every fault", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, first } = await connect(stack);
  const schema: TaskerError = await assertRejects(() => client.create(pair("one")), TaskerError);
  assertEquals([schema.code, schema.kind, schema.faults.map(({ path }) => path)], ["TK003", "usage", ["n"]]);
  const unknown = await assertRejects(() => client.create({ ...pair(1), name: "par" }), TaskerError);
  assertEquals(unknown.code, "TK103");
  assertEquals((await assertRejects(() => client.get(crypto.randomUUID()), TaskerError)).code, "TK101");
  assertEquals((await assertRejects(() => client.get("no uuid/?"), TaskerError)).code, "TK001");
  await client.cancel(first);
  assertEquals((await assertRejects(() => client.cancel(first), TaskerError)).code, "TK202");
});

Deno.test("TaskerClient says that nothing answers, and that something else does", async () => {
  const nobody = new TaskerClient({ url: `http://127.0.0.1:${freePort()}` });
  const error = await assertRejects(() => nobody.get(crypto.randomUUID()), TaskerError);
  assertEquals(error.code, "TK503");
  assertStringIncludes(error.message, "Cannot reach tasker at");

  await using other = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ url }) =>
      new Response("<html>No tasker</html>", { status: Number(new URL(url).pathname.slice(1, 4)) }),
  );
  for (
    const [status, code, kind] of [[502, "TK503", "unavailable"], [404, "TK009", "usage"], [
      405,
      "TK010",
      "usage",
    ]]
  ) {
    const url = `http://127.0.0.1:${other.addr.port}/${status}`;
    const client = new TaskerClient({ url, retry: { attempts: 1 } });
    const error = await assertRejects(() => client.listPage(), TaskerError);
    assertEquals([error.code, error.kind], [code, kind]);
  }
});

Deno.test("TaskerClient.wait() ends when its signal is aborted", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, first, db } = await connect(stack);
  const giveUp = new AbortController();
  const waiting = client.wait(first, { signal: giveUp.signal });
  await until(async () => { // the name is a parameter, so that no look finds the text of another look
    const asked = await db.sql`
      select from pg_stat_activity a
       where a.datname = current_database() and strpos(a.query, ${"get_task_view("}) > 0`;
    return asked.length > 0;
  }, { what: "the first look at the task" });
  giveUp.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
});
