import { assert, assertEquals } from "@std/assert";
import { Listener } from "../../orchestration/listener.ts";
import { Listener as WorkerListener } from "../../worker/listener.ts";
import { TestDatabase } from "../_support/database.ts";
import { FreezingProxy } from "../_support/freezing_proxy.ts";
import { until } from "../_support/waiting.ts";

Deno.test("an orchestrator's listener that goes deaf notices, and listens on another session", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  await using proxy = new FreezingProxy(db.url);
  const heard: string[] = [];
  let listenings = 0;
  await using listener = new Listener({
    url: proxy.url,
    connectTimeoutSeconds: 2,
    channels: { news: (payload) => heard.push(payload) },
    onListening: () => listenings += 1,
    checkMs: 20,
  });
  await listener.start();
  assertEquals([listener.isListening, listenings], [true, 1]);

  proxy.freeze();
  await until(() => !listener.isListening);
  await until(() => listener.isListening, { deadlineMs: 20_000 });
  assert(listenings > 1);
  await db.sql`select pg_notify('news', 'again')`;
  await until(() => heard.includes("again"));
});

Deno.test("a worker's listener that goes deaf notices, says so, and listens on another session", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  await using proxy = new FreezingProxy(db.url);
  const heard: string[] = [];
  let interruptions = 0;
  const listener = new WorkerListener({
    database: { url: proxy.url, statementTimeoutMs: 2000, connectTimeoutSeconds: 2 },
    channels: ["news"],
    onNotification: (_, payload) => heard.push(payload),
    onInterruption: () => interruptions += 1,
    checkMs: 20,
  });
  await listener.start();
  assert(listener.isListening);
  proxy.freeze();
  await until(() => interruptions > 0);
  await until(() => listener.isListening, { deadlineMs: 20_000 });
  await db.sql`select pg_notify('news', 'again')`;
  await until(() => heard.includes("again"));
  await listener.stop();
});
