/** Following events with the client: over as many streams as it takes. */
import { assertEquals, assertRejects } from "@std/assert";
import { TaskerClient, TaskerError, type TaskerEvent } from "../../client/mod.ts";
import { loadConfig } from "../../config/mod.ts";
import { serveHttp } from "../../orchestration/mod.ts";
import { createTask, runAll, startTask } from "../_support/fixtures.ts";
import { TestApi } from "../http/_api.ts";

Deno.test("TaskerClient.events() follows over streams that end, misses nothing, and ends when told to", async () => {
  await using stack = new AsyncDisposableStack();
  const { web } = await loadConfig({ environment: "test" });
  const live = { ...web.live, longestSeconds: 0.05 };
  const api = stack.use(await TestApi.create({ web: { ...web, live } }));
  const server = stack.use(serveHttp({ app: api.app, bindAddress: "127.0.0.1:0" }));
  await server.start();
  const client = new TaskerClient({ url: `http://${server.address}` });
  const { sql } = api.db;
  const first = await startTask(sql, { a: [] });
  const enough = new AbortController();

  const seen: TaskerEvent[] = [];
  const tasks = [first];
  for await (const event of client.events({ taskUuid: first, signal: enough.signal })) {
    seen.push(event);
    if (event.kind === "step.transition" && event.toState === "enqueued") void runAll(sql);
    if (event.kind === "task.transition" && event.toState === "complete") break;
  }
  assertEquals(
    seen.filter(({ kind }) => kind === "task.transition").map(({ toState }) => toState),
    (await client.transitions(first)).map(({ toState }) => toState),
  );
  assertEquals([seen[0]?.taskUuid, seen[0]?.fromState, seen[0]?.name], [first, null, "order"]);

  const options = {
    namespace: "shop",
    name: "order",
    kinds: ["step.transition"],
    toStates: ["complete"],
  } as const;
  const done = client.events({ ...options, lastEventId: seen[0]!.id, signal: enough.signal });
  const completed: string[] = [];
  for await (const event of done) {
    completed.push(event.taskUuid);
    if (completed.length === 4) break;
    tasks.push(await createTask(sql));
    await runAll(sql);
  }
  assertEquals(completed, tasks);

  const resets: string[] = [];
  const lost = client.events({
    taskUuid: first,
    lastEventId: "999999999",
    onReset: (reason) => resets.push(reason),
  });
  assertEquals((await lost.next()).value?.id, seen[0]?.id);
  await lost.return();
  assertEquals(resets, ["ahead"]);

  const unknown = client.events({ taskUuid: crypto.randomUUID() });
  assertEquals((await assertRejects(() => unknown.next(), TaskerError)).code, "TK101");
  await assertRejects(() => client.events({ taskUuid: first, name: "order" }).next(), RangeError);
  const waiting = client.events({ namespace: "nothing", signal: enough.signal }).next();
  enough.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
});

Deno.test("TaskerClient.wait() hears of the end from the events, not by polling", async () => {
  await using stack = new AsyncDisposableStack();
  const api = stack.use(await TestApi.create());
  const looks: string[] = [];
  const app = {
    ...api.app,
    fetch: (request: Request) => {
      looks.push(new URL(request.url).pathname.replace(/[0-9a-f-]{36}/, "…"));
      return api.app.fetch(request);
    },
  };
  const server = stack.use(serveHttp({ app, bindAddress: "127.0.0.1:0" }));
  await server.start();
  const client = new TaskerClient({ url: `http://${server.address}` });
  const task = await startTask(api.db.sql, { a: [] });

  const ended = client.wait(task, { pollMs: 1 });
  for await (const _ of client.changes(task)) break; // by now the other one is followed too
  await runAll(api.db.sql);
  assertEquals((await ended).status, "complete");
  const count = (path: string) => looks.filter((look) => look === path).length;
  assertEquals(count("/v1/tasks/…/events"), 2);
  assertEquals(count("/v1/tasks/…") <= 4, true);
});
