import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { TaskerClient, TaskerError } from "../../client/mod.ts";
import { createPair } from "../cli/_pair.ts";
import { TestApi } from "../http/_api.ts";
import { answer, Gateway, loseAnswer } from "./_gateway.ts";

const RETRY = { baseMs: 1, maxMs: 5 };
const pair = (n: number) => ({ namespace: "tests", name: "pair", context: { n } });

Deno.test("TaskerClient repeats what is safe to repeat, and nothing else", async (t) => {
  await using api = await TestApi.create();
  await using gateway = new Gateway(api.app);
  const client = new TaskerClient({ url: gateway.url, retry: RETRY });
  const first = await createPair(api.db);
  const count = async () => Number((await api.db.sql`select count(*) from tasker.tasks`)[0]!.count);

  await t.step("create() whose answer was lost makes one task", async () => {
    const before = await count();
    gateway.next(loseAnswer);
    const { taskUuid } = await client.create(pair(1));
    const [one, two, ...more] = gateway.taken();
    assertEquals([more.length, one?.body, await count() - before], [0, two?.body, 1]);
    assertEquals((await client.get(taskUuid)).context, { n: 1 });
    const other = await client.create(pair(1));
    assertNotEquals(other.taskUuid, taskUuid);
  });

  await t.step("createMany() whose answer was lost makes each task once", async () => {
    const before = await count();
    gateway.next(loseAnswer);
    const tasks = await client.createMany([pair(1), pair(1)]);
    assertEquals([new Set(tasks.map(({ taskUuid }) => taskUuid)).size, await count() - before], [2, 2]);
  });

  await t.step("cancel() whose answer was lost says that it may have done it", async () => {
    gateway.next(loseAnswer);
    const error = await assertRejects(() => client.cancel(first), TaskerError);
    assertEquals([error.code, (await client.get(first)).status], ["TK202", "cancelled"]);
    assertStringIncludes(error.hint ?? "", "may have done it");
  });

  await t.step(
    "annotate() is sent again when it was refused at the door, not when its answer was lost",
    async () => {
      gateway.next(answer(429, { "retry-after": "0" }));
      await client.annotate(first, "note", "once");
      gateway.next(loseAnswer);
      const error = await assertRejects(() => client.annotate(first, "note", "twice"), TaskerError);
      assertEquals(error.code, "TK503");
      assertEquals((await client.annotations(first)).map(({ annotation }) => annotation), ["once", "twice"]);
    },
  );

  await t.step(
    "reads are sent again after 500, 502, 503 and a broken connection, up to `attempts`",
    async () => {
      gateway.next(answer(500), answer(502), loseAnswer);
      assertEquals((await client.get(first)).taskUuid, first);
      gateway.next(answer(503), answer(503), answer(503), answer(503));
      gateway.taken();
      const error = await assertRejects(() => client.get(first), TaskerError);
      assertEquals([error.code, gateway.taken().length], ["TK503", 4]);
    },
  );

  await t.step("what is refused for good is sent once", async () => {
    await assertRejects(() => client.get(crypto.randomUUID()), TaskerError);
    gateway.next(answer(403));
    await assertRejects(() => client.get(first), TaskerError);
    assertEquals(gateway.taken().length, 2);
  });

  await t.step("a Retry-After that is longer than `maxMs` ends the attempts", async () => {
    gateway.next(answer(429, { "retry-after": "60" }));
    assertEquals((await assertRejects(() => client.get(first), TaskerError)).code, "TK401");
    assertEquals(gateway.taken().length, 1);
  });

  await t.step("an attempt that takes too long is given up, the whole call after `timeoutMs`", async () => {
    await using silent = new Gateway(api.app); // of its own: what was given up may still come through
    const held = Promise.withResolvers<void>();
    const hold = async () => (await held.promise, new Response("late"));
    const hasty = new TaskerClient({
      url: silent.url,
      retry: { ...RETRY, attempts: 20 },
      attemptTimeoutMs: 30,
    });
    silent.next(hold);
    assertEquals((await hasty.get(first)).taskUuid, first);
    silent.next(...Array(20).fill(hold));
    const patient = new TaskerClient({ url: silent.url, retry: RETRY });
    const error = await assertRejects(() => patient.get(first, { timeoutMs: 30 }), TaskerError);
    assertStringIncludes(error.message, "no answer in time");

    const giveUp = new AbortController();
    silent.next(() => (giveUp.abort(new Error("enough")), held.promise.then(() => new Response("late"))));
    await assertRejects(() => patient.get(first, { signal: giveUp.signal }), Error, "enough");
    held.resolve();
  });

  await t.step("list() asks for a page when it is needed", async () => {
    for await (const { taskUuid } of client.list({ perPage: 1 })) {
      if (taskUuid !== first) break;
    }
    assertEquals(gateway.taken().length, 1);
    const all = await Array.fromAsync(client.list({ perPage: 2 }));
    assertEquals(all.length, await count());
    assertEquals(gateway.taken().length, Math.ceil(all.length / 2) + (all.length % 2 === 0 ? 1 : 0));
  });

  await t.step("every call belongs to a trace, and its attempts to the same one", async () => {
    gateway.next(answer(503));
    await client.get(first);
    await client.get(first);
    const [one, two, three] = gateway.taken().map(({ headers }) => headers.get("traceparent") ?? "");
    assertMatch(one ?? "", /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    assertEquals(one, two);
    assertNotEquals(two, three);

    const mine = { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`, tracestate: "vendor=1" };
    const theirs = { traceparent: `00-${"c".repeat(32)}-${"d".repeat(16)}-00` };
    const traced = new TaskerClient({ url: gateway.url, traceContext: () => theirs });
    const { taskUuid } = await traced.create(pair(1), { traceContext: mine });
    await traced.get(taskUuid);
    const [created, read] = gateway.taken().map(({ headers }) => headers);
    assertEquals([created?.get("traceparent"), created?.get("tracestate")], [
      mine.traceparent,
      mine.tracestate,
    ]);
    assertEquals([read?.get("traceparent"), read?.get("tracestate")], [theirs.traceparent, null]);
    const bad = { traceContext: { traceparent: "00-0-0-0" } };
    await assertRejects(() => client.get(first, bad), RangeError, "traceparent");
  });

  await t.step("further headers go along, and no answer is followed elsewhere", async () => {
    const tenant = new TaskerClient({
      url: `${gateway.url}/`,
      retry: { attempts: 1 },
      headers: { "x-tenant": "a" },
    });
    gateway.next(answer(302, { location: "http://127.0.0.1:1/" }));
    const error = await assertRejects(() => tenant.get(first), TaskerError);
    assert(error.code === "TK503" || error.code === "TK500", error.message);
    assertEquals(gateway.taken().map(({ headers, path }) => [headers.get("x-tenant"), path]), [
      ["a", `/v1/tasks/${first}`],
    ]);
  });
});
