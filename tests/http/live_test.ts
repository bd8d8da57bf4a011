/** Following tasks over HTTP: nothing is missed, nothing comes twice. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { readServerEvents, type ServerEvent } from "../../client/_server_events.ts";
import type { LiveConfig } from "../../config/components/live.ts";
import { loadConfig } from "../../config/mod.ts";
import { METRICS } from "../../core/telemetry/metrics.ts";
import { LiveFeed } from "../../orchestration/http/live/live_feed.ts";
import { serveHttp } from "../../orchestration/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { createTask, register, runAll, startTask, templateOf } from "../_support/fixtures.ts";
import { until } from "../_support/waiting.ts";
import { GuardedApi } from "../access/_api.ts";
import { TestApi } from "./_api.ts";

/** A stream that a test reads event by event. */
class Follower implements AsyncDisposable {
  readonly response: Response;
  readonly #events: AsyncGenerator<ServerEvent, void>;
  #lastId = "";

  constructor(response: Response) {
    this.response = response;
    this.#events = readServerEvents(response.body!);
  }

  static async open(url: string, lastEventId?: string): Promise<Follower> {
    const headers = lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId };
    return new Follower(await fetch(url, { headers }));
  }

  /** Id of the last event that came. */
  get lastId(): string {
    return this.#lastId;
  }

  /** The next event, or undefined when the stream has ended. */
  async next(): Promise<ServerEvent | undefined> {
    for (;;) {
      const { value, done } = await this.#events.next();
      if (done) return undefined;
      if (value.event === "heartbeat") continue;
      this.#lastId = value.id;
      return value;
    }
  }

  /** Waits for a heartbeat. */
  async heartbeat(): Promise<void> {
    for await (const { event } of this.#events) if (event === "heartbeat") return;
  }

  /** Reads on until an event that fits has come; gives all until then. */
  // deno-lint-ignore no-explicit-any -- events are looked at member by member
  async through(fits: (event: any) => boolean): Promise<any[]> {
    const told = [];
    for (;;) {
      const event = await this.next();
      if (event === undefined) throw new Error("The stream ended");
      const data = JSON.parse(event.data);
      told.push(data);
      if (fits(data)) return told;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#events.return();
    await this.response.body?.cancel().catch(() => {}); // one that was never read
  }
}

const isEnd = ({ kind, to_state }: { kind: string; to_state: string }) =>
  kind === "task.transition" && to_state === "complete";

/** The API behind a real server, with other values of `[web.live]`. */
async function serve(stack: AsyncDisposableStack, live: Partial<LiveConfig> = {}) {
  const { web } = await loadConfig({ environment: "test" });
  const api = stack.use(await TestApi.create({ web: { ...web, live: { ...web.live, ...live } } }));
  const server = stack.use(serveHttp({ app: api.app, bindAddress: "127.0.0.1:0" }));
  await server.start();
  return { api, sql: api.db.sql, db: api.db, server, url: `http://${server.address}` };
}

Deno.test("GET …/events of a task follows it to its end, resumes anywhere, and filters", async (t) => {
  await using stack = new AsyncDisposableStack();
  const { sql, url } = await serve(stack);
  const task = await startTask(sql, { a: [], b: ["a"] });
  const at = `${url}/v1/tasks/${task}/events`;
  const ids: string[] = [];
  let whole: unknown[] = [];

  await t.step("from its beginning to its end", async () => {
    await using follower = await Follower.open(at);
    assertEquals(follower.response.headers.get("Content-Type"), "text/event-stream; charset=utf-8");
    assertEquals(follower.response.headers.get("Cache-Control"), "no-store");
    const told: Record<string, unknown>[] = [];
    let isRun = false;
    for (;;) {
      const event = await follower.next();
      if (event === undefined) throw new Error("The stream ended");
      const data = JSON.parse(event.data);
      assertEquals(event.event, data.kind);
      ids.push(event.id);
      told.push(data);
      if (isEnd(data)) break;
      if (!isRun) await runAll(sql);
      isRun = true;
    }
    whole = told;
    const states = (step: string | null) =>
      told.filter(({ step_name }) => step_name === step).map(({ to_state }) => to_state);
    assertEquals(states("b"), ["pending", "enqueued", "in_progress", "complete"]);
    assertEquals(states(null).slice(0, 4), [
      "pending",
      "initializing",
      "enqueuing_steps",
      "steps_in_process",
    ]);
    assertEquals(new Set(ids).size, ids.length);
  });

  await t.step("after one event or another, in the middle of moves too", async () => {
    for (const [place, id] of ids.entries()) {
      if (place % 4 !== 1 || place === ids.length - 1) continue;
      await using follower = await Follower.open(at, id);
      assertEquals(await follower.through(isEnd), whole.slice(place + 1));
    }
    await using other = await Follower.open(`${at}?last_event_id=${ids.at(-2)}`);
    assertEquals(await other.through(isEnd), whole.slice(-1));
  });

  await t.step("some kinds and states only", async () => {
    await using follower = await Follower.open(`${at}?kind=step.transition&to_state=complete,in_progress`);
    const told = await follower.through(({ step_name, to_state }) =>
      step_name === "b" && to_state === "complete"
    );
    assertEquals(told.map(({ step_name, to_state }) => `${step_name} ${to_state}`), [
      "a in_progress",
      "a complete",
      "b in_progress",
      "b complete",
    ]);
  });

  await t.step("from now on", async () => {
    const other = await createTask(sql);
    await using follower = await Follower.open(`${url}/v1/tasks/${other}/events?from=now`);
    await runAll(sql);
    const [first] = await follower.through(isEnd);
    assertEquals([first.task_uuid, first.from_state, first.to_state], [other, "enqueued", "in_progress"]);
  });

  await t.step("behind an id that was never given, with a reset", async () => {
    await using follower = await Follower.open(at, "999999999");
    const reset = await follower.next();
    assertEquals([reset?.event, reset?.data], ["reset", '{"reason":"ahead"}']);
    assertEquals(await follower.through(isEnd), whole);
  });

  await t.step("refuses what it cannot follow", async () => {
    const refused = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(url + path, { headers });
      const { code } = await response.json();
      return [response.status, code];
    };
    assertEquals(await refused(`/v1/tasks/${crypto.randomUUID()}/events`), [404, "TK101"]);
    assertEquals(await refused(`/v1/tasks/${task}/events?kind=nothing`), [400, "TK001"]);
    assertEquals(await refused(`/v1/tasks/${task}/events`, { "Last-Event-ID": "x" }), [400, "TK001"]);
    assertEquals(await refused(`/v1/events?from=now`), [400, "TK001"]);
  });
});

Deno.test("GET /v1/events misses nothing and repeats nothing while many write and commit out of order", async () => {
  await using stack = new AsyncDisposableStack();
  const { sql, db, url } = await serve(stack);
  await register(sql, templateOf({ a: [] }));
  const created = new Set<string>();
  const told: string[] = [];
  let isWriting = true;
  const opened = METRICS.requests.of("GET", "/v1/events", "200");
  const openedBefore = opened.value;

  const read = (async () => {
    let lastId: string | undefined;
    while (isWriting || new Set(told.map((id) => id.split(" ")[1])).size < created.size) {
      await using follower = await Follower.open(`${url}/v1/events?kind=task.transition`, lastId);
      lastId ??= "0";
      for (let i = 0; i < 25; i += 1) { // then it loses its stream, and takes another one
        const event = await follower.next();
        if (event === undefined) throw new Error("The stream ended");
        lastId = event.id;
        const data = JSON.parse(event.data);
        if (data.from_state === null) told.push(`${event.id} ${data.task_uuid}`);
      }
    }
  })();
  await until(() => opened.value > openedBefore, { what: "the reader's first stream" });
  const write = async () => {
    const session = db.connect();
    for (let i = 0; i < 8; i += 1) {
      await session.begin(async (tx) => {
        created.add(await createTask(tx));
        if (i % 3 === 0) created.add(await createTask(sql)); // drawn later, committed before
      });
    }
  };
  await Promise.all([write(), write(), write(), write()]);
  isWriting = false;
  await createTask(sql); // lets the reader notice
  await read;
  const uuids = told.map((line) => line.split(" ")[1]!);
  assertEquals(new Set(uuids).size, uuids.length, "none twice");
  assertEquals([...created].filter((uuid) => !uuids.includes(uuid)), [], "none missing");
});

Deno.test("GET …/events of a namespace tells of its tasks only, of one template if asked; there are only so many streams", async (t) => {
  await using stack = new AsyncDisposableStack();
  const { sql, url } = await serve(stack, { maxStreams: 2, heartbeatSeconds: 0.02 });
  await register(sql, templateOf({ a: [] }));
  await register(sql, templateOf({ a: [] }, { name: "refund" }));
  await register(sql, templateOf({ a: [] }, { namespace: "other" }));
  const of = (path: string) => Follower.open(url + path);
  const first = ({ from_state }: { from_state: string | null }) => from_state === null;

  await t.step("its own tasks", async () => {
    await using whole = await of("/v1/namespaces/shop/events");
    await using refunds = await of("/v1/namespaces/shop/events?name=refund&kind=task.transition");
    await createTask(sql, { namespace: "other" });
    const order = await createTask(sql);
    const refund = await createTask(sql, { name: "refund" });
    assertEquals((await whole.through(first)).at(-1).task_uuid, order);
    assertEquals((await refunds.through(first)).map(({ task_uuid }) => task_uuid), [refund]);

    const third = await fetch(`${url}/v1/events`);
    assertEquals([third.status, third.headers.get("Retry-After")], [503, "5"]);
    assertEquals((await third.json()).code, "TK510");
  });

  await t.step("a heartbeat moves a client on that gets no events", async () => {
    await until(async () => {
      await using follower = await of("/v1/namespaces/nothing/events");
      if (follower.response.status !== 200) return false;
      await createTask(sql);
      await follower.heartbeat();
      await follower.heartbeat();
      return true;
    });
  });
});

Deno.test("a client that does not keep up is cut off, and no other waits for it", async () => {
  await using stack = new AsyncDisposableStack();
  const { sql, url, server } = await serve(stack, { bufferBytes: 1024 });
  const task = await startTask(sql, { a: [] });
  await using quick = await Follower.open(`${url}/v1/events`);
  const [hostname = "", port = ""] = server.address.split(":");
  using slow = await Deno.connect({ hostname, port: Number(port) });
  const request = `GET /v1/events HTTP/1.1\r\nHost: ${server.address}\r\nConnection: close\r\n\r\n`;
  await slow.write(new TextEncoder().encode(request));
  await slow.read(new Uint8Array(64)); // its stream is open
  const cuts = METRICS.liveCuts.of();
  const before = cuts.value;

  for (let i = 0; cuts.value === before && i < 100; i += 1) {
    const reason = `${i} ${"long ".repeat(20_000)}`;
    await sql`
      insert into tasker.task_transition_log (task_uuid, at, from_state, to_state, metadata)
      select ${task}, now(), 'steps_in_process', 'steps_in_process', jsonb_build_object('reason', ${reason}::text)
        from generate_series(1, 40)`;
    await quick.through(({ reason: told }) => told?.startsWith(`${i} `));
  }
  assertEquals(cuts.value, before + 1);
  const last = await createTask(sql);
  assertEquals((await quick.through((event) => event.task_uuid === last)).at(-1).task_uuid, last);
  const rest = new Uint8Array(1 << 20);
  await until(async () => await slow.read(rest).catch(() => null) === null, {
    what: "the end of its connection",
  });
  await sql`delete from tasker.task_transition_log l where l.metadata ? 'reason'`;
});

Deno.test("a server that stops ends its streams, whose clients go on elsewhere", async () => {
  await using stack = new AsyncDisposableStack();
  const { sql, url, server, api } = await serve(stack);
  const task = await startTask(sql, { a: [] });
  await using follower = await Follower.open(`${url}/v1/tasks/${task}/events`);
  await follower.through(({ step_name }) => step_name === "a");
  const startedMs = performance.now();
  await server.stop();
  assertEquals(performance.now() - startedMs < 5_000, true);
  while (await follower.next() !== undefined);
  const refused = await api.app.fetch(new Request("http://tasker.test/v1/events"));
  assertEquals(refused.status, 503);
  assertStringIncludes((await refused.json()).detail, "about to stop");

  await runAll(sql);
  const other = stack.use(serveHttp({ app: api.app, bindAddress: "127.0.0.1:0" }));
  await other.start();
  await using next = await Follower.open(`http://${other.address}/v1/tasks/${task}/events`, follower.lastId);
  const [first] = await next.through(isEnd);
  assertEquals(first.to_state, "in_progress");
});

Deno.test("a server that stops refuses who is just about to follow, and leaves nothing running", async (t) => {
  await using stack = new AsyncDisposableStack();
  const { sql, db, server } = await serve(stack);
  const task = await startTask(sql, { a: [] });
  const isAsked = (what: string) => async () => {
    const asked = await sql`
      select from pg_stat_activity a
       where a.datname = current_database() and a.pid <> pg_backend_pid() and strpos(a.query, ${what}) > 0`;
    return asked.length > 0;
  };
  const cases = [
    { when: "before it is taken in", path: `/v1/tasks/${task}/events`, asks: "list_task_events" },
    { when: "while it waits for the history", path: "/v1/events", asks: "get_settled_history" },
  ];
  for (const { when, path, asks } of cases) {
    await t.step(when, async () => {
      await server.start();
      const { opening } = await db.connect().begin(async (holder) => {
        await createTask(holder); // not settled before it is committed
        await holder`lock table tasker.task_transition_log in access exclusive mode`;
        const opening = fetch(server.url + path);
        await until(isAsked(asks));
        void server.stop();
        return { opening };
      });
      const refused = await opening;
      await server.stop();
      assertEquals(refused.status, 503);
      assertStringIncludes((await refused.json()).detail, "about to stop");
    });
  }
});

Deno.test("LiveFeed lasts no longer than it is allowed to, and hears that steps are ready", async () => {
  await using db = await TestDatabase.create();
  const live = { maxStreams: 1, bufferBytes: 1024, heartbeatSeconds: 60, longestSeconds: 0.05 };
  await using feed = new LiveFeed({ sql: db.sql, live });
  await feed.start();
  const body = await feed.open({ filter: {} });
  assertEquals(feed.gauge.read(), [{ labels: [], value: 1 }]);
  for await (const { event } of readServerEvents(body)) assertEquals(event, "heartbeat");
  assertEquals(feed.gauge.read(), [{ labels: [], value: 0 }]);
  assertEquals(Object.keys(feed.subscription.channels), ["tasker_ready"]);
});

Deno.test("a credential follows the namespaces that it reaches, and no others", async () => {
  await using api = await GuardedApi.create();
  const { sql } = api.db;
  const task = await startTask(sql, { a: [] });
  await register(sql, templateOf({ a: [] }, { namespace: "other" }));
  const hidden = await createTask(sql, { namespace: "other" });
  const credential = await api.key(["tasks:read"], ["shop"]);
  const ask = (path: string) =>
    api.app.fetch(
      new Request(`http://tasker.test${path}`, { headers: { "X-API-Key": credential } }),
      { remoteAddr: { hostname: "192.0.2.7" } },
    );

  for (const path of [`/v1/tasks/${hidden}/events`, "/v1/namespaces/other/events"]) {
    const { status, body } = await ask(path);
    assertEquals(status, 404, path);
    await body?.cancel();
  }
  for (const path of ["/v1/events?last_event_id=0", "/v1/namespaces/shop/events?last_event_id=0"]) {
    await using follower = new Follower(await ask(path));
    const own = await follower.through(({ step_name }) => step_name === "a");
    assertEquals([...new Set(own.map(({ task_uuid }) => task_uuid))], [task]);
    await createTask(sql, { namespace: "other" });
    const next = await createTask(sql);
    const first = await follower.through(({ from_state }) => from_state === null);
    assertEquals(first.filter(({ namespace }) => namespace !== "shop"), []);
    await follower.through(({ task_uuid }) => task_uuid === next);
  }
  await using nothing = new Follower(await ask("/v1/events?namespace=other&last_event_id=0"));
  assertEquals(nothing.response.status, 200);
});
