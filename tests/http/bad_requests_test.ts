import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { METRICS } from "../../core/telemetry/metrics.ts";
import { connect } from "../../sql/connect.ts";
import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import type { TestDatabase } from "../_support/database.ts";
import { freePort } from "../_support/ports.ts";
import { PAIR, PAIR_REQUEST } from "../orchestration/_pair.ts";
import { type Answer, TestApi } from "./_api.ts";

const LIVE = { maxStreams: 10, bufferBytes: 65_536, heartbeatSeconds: 15, longestSeconds: 900 };

Deno.test("a body that is not JSON is refused", async () => {
  await using api = await TestApi.create();
  for (const text of ["{", "{'a': 1}", "", "undefined"]) {
    const { status, body } = await api.askWith("POST", "/v1/tasks", text);
    assertEquals([status, body.code], [400, "TK001"], text);
    assertStringIncludes(body.detail, "JSON");
  }
});

Deno.test("a body that is not declared as JSON is refused, with a hint", async () => {
  await using api = await TestApi.create();
  const text = JSON.stringify(PAIR_REQUEST);

  const { status, body } = await api.askWith("POST", "/v1/tasks", text, { "Content-Type": "text/plain" });

  assertEquals(status, 415);
  assertStringIncludes(body.hint, "application/json");
});

Deno.test("POST /v1/tasks lists every fault of a request", async () => {
  await using api = await TestApi.create();

  const { status, body } = await api.ask("POST", "/v1/tasks", {
    name: 17,
    namespace: "tests",
    priority: 101,
    tags: ["ok", 1],
    context: [],
    colour: "blue",
  });

  assertEquals([status, body.code], [400, "TK001"]);
  assertEquals(
    body.errors.map(({ path }: { path: string }) => path).toSorted(),
    ["colour", "context", "name", "priority", "tags[1]"],
  );
});

Deno.test("POST /v1/tasks says which required fields are missing", async () => {
  await using api = await TestApi.create();

  const { body } = await api.ask("POST", "/v1/tasks", {});

  assertEquals(
    body.errors.map((fault: { path: string; reason: string }) => fault.path).toSorted(),
    ["context", "name", "namespace"],
  );
});

Deno.test("text that PostgreSQL cannot store is refused with its path, before anything is created", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const cases = [
    [`{"total":1,"note":"a\\u0000b"}`, "context.note"],
    [`{"total":1,"items":[{"a":"\\ud800"}]}`, "context.items[0].a"],
    [`{"total":1,"deep":{"\\u0000":1}}`, "context.deep"],
  ];
  for (const [context, path] of cases) {
    const text = `{"namespace":"tests","name":"pair","context":${context}}`;
    const { status, body } = await api.askWith("POST", "/v1/tasks", text);
    assertEquals([status, body.code, body.errors[0].path], [400, "TK005", path], context);
  }
  assertEquals((await api.ask("GET", "/v1/tasks")).body.tasks, []);
});

Deno.test("a context over the limit is refused, and so is a body over the limit", async () => {
  await using api = await TestApi.create({
    web: { maxBodyBytes: 3_000_000, maxBodyDepth: 64, requestTimeoutMs: 30_000, live: LIVE },
  });
  await api.ask("POST", "/v1/templates", PAIR);
  const request = (bytes: number) => ({ ...PAIR_REQUEST, context: { total: 1, note: "x".repeat(bytes) } });

  const context = await api.ask("POST", "/v1/tasks", request(2_000_000));
  const body = await api.ask("POST", "/v1/tasks", request(5_000_000));

  assertEquals([context.status, context.body.code], [400, "TK004"]);
  assertEquals([body.status, body.body.code], [413, "TK004"]);
  assertEquals((await api.ask("GET", "/v1/tasks")).body.tasks, []);
});

Deno.test("a path that does not exist answers 404, a method it does not take 405", async () => {
  await using api = await TestApi.create();

  const path = await api.ask("GET", "/v1/nothing");
  const method = await api.ask("PUT", "/v1/tasks");

  const told = ({ body }: Answer) => [body.status, body.code, body.title];
  assertEquals([path.status, ...told(path)], [404, 404, "TK009", "No such route"]);
  assertEquals([method.status, ...told(method)], [405, 405, "TK010", "Method not allowed"]);
  assertEquals(method.headers.get("Allow"), "GET, POST");
  for (const { headers } of [path, method]) {
    assertEquals(headers.get("Content-Type"), "application/problem+json");
  }
});

Deno.test("a fault says what was expected and what came, in words of tasker's own", async (t) => {
  await using api = await TestApi.create();
  const task = "/v1/tasks/0199d0e2-0000-7000-8000-000000000001";
  const TIME = 'must be a time such as "2026-01-31T12:00:00Z"';
  const ofQuery: readonly (readonly [path: string, part: string, words: string])[] = [
    ["/v1/tasks/17", "path", '"task_uuid" must be a uuid, not "17"'],
    ["/v1/tasks?page=0", "query", '"page" must be at least 1, not "0"'],
    ["/v1/tasks?page=1.5", "query", '"page" must be a whole number, not "1.5"'],
    ["/v1/tasks?per_page=many", "query", '"per_page" must be a number, not "many"'],
    ["/v1/tasks?created_after=soon", "query", `"created_after" ${TIME}, not "soon"`],
    ["/v1/tasks?annotation={", "query", '"annotation" must be JSON, not "{"'],
    [`/v1/tasks?name=${"x".repeat(256)}`, "query", '"name" must have at most 255 characters, not 256'],
    ["/v1/tasks?colour=blue", "query", '"colour" is not a known field'],
    [
      `${task}?include=steps,secrets`,
      "query",
      '"include[1]" must be one of steps, transitions, annotations, not "secrets"',
    ],
    [
      "/v1/events?kind=nope",
      "query",
      '"kind[0]" must be one of task.transition, step.transition, not "nope"',
    ],
    ["/v1/events?kind=", "query", '"kind" must be some of task.transition, step.transition, not ""'],
  ];
  for (const [path, part, words] of ofQuery) {
    await t.step(words, async () => {
      const { status, body } = await api.ask("GET", path);
      assertEquals([status, body.detail], [400, `Cannot accept the request's ${part}: ${words}`]);
    });
  }
  const ofBody: readonly (readonly [method: string, path: string, body: unknown, words: string])[] = [
    ["POST", "/v1/tasks", [], "must be an object, not []"],
    ["POST", "/v1/tasks", { ...PAIR_REQUEST, context: undefined }, '"context" is missing'],
    ["POST", "/v1/tasks", { ...PAIR_REQUEST, context: 3 }, '"context" must be an object, not 3'],
    ["POST", "/v1/tasks", { ...PAIR_REQUEST, tags: ["a", 1] }, '"tags[1]" must be a string, not 1'],
    ["POST", "/v1/tasks/batch", [{ ...PAIR_REQUEST, name: "" }], '"[0].name" must not be empty'],
    ["PATCH", task, {}, "must change something"],
    [
      "PATCH",
      `${task}/workflow_steps/0199d0e2-0000-7000-8000-000000000002`,
      { action_type: "explode" },
      '"action_type" must be one of reset_for_retry, resolve_manually, complete_manually, not "explode"',
    ],
  ];
  for (const [method, path, body, words] of ofBody) {
    await t.step(words, async () => {
      const answer = await api.ask(method, path, body);
      assertEquals([answer.status, answer.body.detail], [400, `Cannot accept the request's body: ${words}`]);
    });
  }
  await t.step("headers are called so", async () => {
    const headers = { "Content-Type": "application/json", "Idempotency-Key": "x".repeat(256) };
    const { body } = await api.askWith("POST", "/v1/tasks", JSON.stringify(PAIR_REQUEST), headers);
    const words = '"idempotency-key" must have at most 255 characters, not 256';
    assertEquals(body.detail, `Cannot accept the request's headers: ${words}`);
  });
});

Deno.test("an identifier that is not a uuid is refused", async () => {
  await using api = await TestApi.create();
  for (const path of ["/v1/tasks/17", "/v1/tasks?cursor=17", "/v1/tasks/x/workflow_steps/y"]) {
    const { status, body } = await api.ask("GET", path);
    assertEquals([status, body.code], [400, "TK001"], path);
  }
});

Deno.test("a query parameter that is unknown or out of range is refused", async () => {
  await using api = await TestApi.create();
  const queries = [
    "per_page=0",
    "per_page=101",
    "page=0",
    "page=1.5",
    "status=asleep",
    "sort=name",
    "created_after=soon",
  ];
  for (const query of queries) {
    const { status, body } = await api.ask("GET", `/v1/tasks?${query}`);
    assertEquals([status, body.code], [400, "TK001"], query);
    assertStringIncludes(body.detail, query.split("=")[0]!);
  }
  for (const path of ["tasks", "templates", "workers", "events", "analytics/performance"]) {
    const { status, body } = await api.ask("GET", `/v1/${path}?namespace=`);
    assertEquals([status, body.code], [400, "TK001"], path);
    assertStringIncludes(body.detail, "namespace");
  }
});

Deno.test("a database that is away answers 503 and says nothing about itself", async () => {
  const port = freePort();
  const sql = connect(`postgres://secret_user:secret@127.0.0.1:${port}/secret_name`, {
    connectTimeoutSeconds: 2,
  });
  await using api = await TestApi.create({ sql });

  const { status, body, headers } = await api.ask("GET", "/v1/tasks");
  await sql.end();

  assertEquals([status, body.code, headers.get("Retry-After")], [503, "TK503", "5"]);
  for (const word of ["secret", String(port), "127.0.0.1", "select"]) {
    assertEquals(JSON.stringify(body).includes(word), false, word);
  }
});

Deno.test("an error inside the database answers 500 without its text", async () => {
  await using api = await TestApi.create();
  await api.db.sql`drop function tasker_v1.list_namespaces()`;

  const { status, body } = await api.ask("GET", "/v1/templates");

  assertEquals([status, body.code], [500, "TK500"]);
  assertEquals(JSON.stringify(body).includes("list_namespaces"), false);
});

/** Keeps every request about tasks waiting until it is let go. */
async function holdTasks(db: TestDatabase): Promise<() => Promise<void>> {
  const session = db.connect();
  await session`begin`;
  await session`lock table tasker.tasks`;
  return async () => {
    await session`rollback`;
  };
}

Deno.test("a request that takes too long is answered", async () => {
  await using api = await TestApi.create({
    web: { maxBodyBytes: 1_000_000, maxBodyDepth: 64, requestTimeoutMs: 100, live: LIVE },
  });
  await registerTemplate(api.db.sql, PAIR);
  const letGo = await holdTasks(api.db);

  const { status, body } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  await letGo();

  assertEquals([status, body.code], [503, "TK503"]);
});

Deno.test("requests beyond the limit of pending ones are refused at once, and say when to come back", async () => {
  await using api = await TestApi.create({ pendingLimit: 1 });
  await registerTemplate(api.db.sql, PAIR);
  const letGo = await holdTasks(api.db);
  const refusals = METRICS.refusals.of("pending_requests").value;

  const waiting = api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const refused = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  await letGo();

  assertEquals([refused.status, refused.body.code, refused.headers.get("Retry-After")], [503, "TK510", "5"]);
  assertEquals(METRICS.refusals.of("pending_requests").value - refusals, 1);
  assertEquals((await waiting).status, 201);
});

Deno.test("every answer carries the request's id, or a new one", async () => {
  await using api = await TestApi.create();
  const given = await api.app.fetch(
    new Request("http://tasker.test/live", { headers: { "X-Request-Id": "abc-1" } }),
  );
  const made = await api.ask("GET", "/nothing");

  await given.body?.cancel();
  assertEquals(given.headers.get("X-Request-Id"), "abc-1");
  assertNotEquals(made.headers.get("X-Request-Id"), null);
});
