import { assert, assertEquals } from "@std/assert";
import { Listener } from "../../sql/listener.ts";
import { TestDatabase } from "../_support/database.ts";
import { FaultyProxy } from "../_support/faulty_proxy.ts";
import { until } from "../_support/waiting.ts";

Deno.test("a listener that goes deaf notices, says so, and listens on another session", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  await using proxy = new FaultyProxy(db.url);
  const heard: string[] = [];
  const counts = { listening: 0, lost: 0 };
  await using listener = new Listener({
    url: proxy.url,
    connectTimeoutSeconds: 2,
    subscriptions: [
      {
        channels: { news: (payload) => heard.push(payload) },
        onListening: () => counts.listening += 1,
        onLost: () => counts.lost += 1,
      },
      { channels: { "news": (payload) => heard.push(`${payload}, too`) }, onListening: () => {} },
    ],
    checkMs: 20,
  });
  await listener.start();
  assertEquals([listener.isListening, counts], [true, { listening: 1, lost: 0 }]);
  const { session } = listener;

  proxy.silence();
  await until(() => counts.listening > 1, { deadlineMs: 20_000, what: "another session" });
  assertEquals([listener.isListening, listener.session === session, counts.lost], [true, false, 1]);
  await db.sql`select pg_notify('news', 'again')`;
  await until(() => heard.length > 0);
  assertEquals(heard, ["again", "again, too"]);
});

Deno.test("a listener whose session is said to be lost makes another at once", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  let listenings = 0;
  await using listener = new Listener({
    url: db.url,
    connectTimeoutSeconds: 2,
    subscriptions: [{ channels: { news: () => {} }, onListening: () => listenings += 1 }],
  });
  await listener.start();
  const { session } = listener;

  listener.lose(session!);
  assertEquals([listener.isListening, listener.session], [false, undefined]);
  await until(() => listenings === 2, { what: "another session" });
  listener.lose(session!);
  assert(listener.isListening);
});

Deno.test("a listener that is told to stop does not wait for a database that says nothing", async () => {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const listener = new Listener({
    url: `postgres://postgres@127.0.0.1:${server.addr.port}/postgres`,
    connectTimeoutSeconds: 300,
    subscriptions: [],
  });
  const started = listener.start();
  using connection = await server.accept();
  const buffer = new Uint8Array(1_000);
  await connection.read(buffer); // asks to be let in

  await Promise.all([listener.stop(), started]);

  assertEquals([listener.isListening, await connection.read(buffer)], [false, 5]); // says that it goes
  assertEquals(await connection.read(buffer), null);
});
