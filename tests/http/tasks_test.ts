import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { PAIR, PAIR_REQUEST } from "../orchestration/_pair.ts";
import { TestWorker } from "../orchestration/_test_worker.ts";
import { TestApi } from "./_api.ts";

const NOBODY = "01890000-0000-7000-8000-000000000000";

Deno.test("POST /v1/tasks creates a task and says where it is", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);

  const { status, body, headers } = await api.ask("POST", "/v1/tasks", {
    ...PAIR_REQUEST,
    tags: ["blue"],
    priority: 3,
  });

  assertEquals(status, 201);
  assertEquals(headers.get("Location"), `/v1/tasks/${body.task_uuid}`);
  const { namespace, name, version, context, tags, priority, created, total_steps } = body;
  assertEquals(
    { namespace, name, version, context, tags, priority, created, total_steps },
    { ...PAIR_REQUEST, version: "1.0.0", tags: ["blue"], priority: 3, created: true, total_steps: 2 },
  );
});

Deno.test("POST /v1/tasks gives the first task for a second request with the same idempotency key", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const request = { ...PAIR_REQUEST, idempotency_key: "order 17" };

  const first = await api.ask("POST", "/v1/tasks", request);
  const second = await api.ask("POST", "/v1/tasks", request);

  assertEquals([first.status, second.status], [201, 200]);
  assertEquals([first.body.created, second.body.created], [true, false]);
  assertEquals(second.body.task_uuid, first.body.task_uuid);
});

Deno.test("POST /v1/tasks keeps the keys of the context as they are", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const context = { total: 1, camelCase: { snake_case: [{ "with space": null }] } };

  const { body } = await api.ask("POST", "/v1/tasks", { ...PAIR_REQUEST, context });

  assertEquals((await api.ask("GET", `/v1/tasks/${body.task_uuid}`)).body.context, context);
});

Deno.test("POST /v1/tasks/batch creates all tasks, or none", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);

  const good = await api.ask("POST", "/v1/tasks/batch", [PAIR_REQUEST, PAIR_REQUEST]);
  const bad = await api.ask("POST", "/v1/tasks/batch", [PAIR_REQUEST, { ...PAIR_REQUEST, context: {} }]);

  assertEquals(good.status, 201);
  assertEquals(
    good.body.map((task: { position: number; created: boolean }) => [task.position, task.created]),
    [
      [0, true],
      [1, true],
    ],
  );
  assertEquals([bad.status, bad.body.code], [400, "TK003"]);
  assertEquals((await api.ask("GET", "/v1/tasks")).body.pagination.total_count, 2);
});

Deno.test("GET /v1/tasks/{uuid} shows every step's result and every transition", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: { task_uuid } } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const worker = await TestWorker.register(api.db.sql);
  await worker.succeed(await worker.claim(), { paid: 12 });
  await worker.succeed(await worker.claim(), false);

  const { status, body } = await api.ask("GET", `/v1/tasks/${task_uuid}`);

  assertEquals([status, body.status, body.completion_percentage], [200, "complete", 100]);
  assertEquals(body.steps.map((step: { name: string; results: unknown }) => [step.name, step.results]), [
    ["first", { paid: 12 }],
    ["second", false],
  ]);
  const path = (rows: { to_state: string }[]) => rows.map(({ to_state }) => to_state);
  assertEquals(path(body.steps[1].transitions), ["pending", "enqueued", "in_progress", "complete"]);
  assertEquals(path(body.transitions).at(0), "pending");
  assertEquals(path(body.transitions).at(-1), "complete");
  assertEquals((await api.ask("GET", `/v1/tasks/${task_uuid}/transitions`)).body, body.transitions);
});

Deno.test("GET /v1/tasks/{uuid} shows no more than it is asked to include", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: { task_uuid } } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);

  const shown = async (include: string) => {
    const { body } = await api.ask("GET", `/v1/tasks/${task_uuid}?include=${include}`);
    return { steps: "steps" in body, transitions: "transitions" in body };
  };

  assertEquals(await shown(""), { steps: false, transitions: false });
  assertEquals(await shown("steps"), { steps: true, transitions: false });
  assertEquals(await shown("transitions"), { steps: false, transitions: true });
  assertEquals((await api.ask("GET", `/v1/tasks/${task_uuid}?include=secrets`)).status, 400);
});

Deno.test("GET /v1/tasks gives pages, and filters", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const initiators = ["ann", "bob", "ann", "ann"];
  await api.ask("POST", "/v1/tasks/batch", initiators.map((initiator) => ({ ...PAIR_REQUEST, initiator })));

  const second = (await api.ask("GET", "/v1/tasks?page=2&per_page=2&initiator=ann")).body;
  const beyond = (await api.ask("GET", "/v1/tasks?page=9&per_page=2&initiator=ann")).body;

  assertEquals(second.tasks.map((task: { initiator: string }) => task.initiator), ["ann"]);
  assertEquals(second.pagination, {
    page: 2,
    per_page: 2,
    total_count: 3,
    total_pages: 2,
    has_next: false,
    has_previous: true,
    next_cursor: null,
  });
  assertEquals([beyond.tasks.length, beyond.pagination.total_count], [0, 3]);
  assertEquals((await api.ask("GET", "/v1/tasks?status=complete&status=error")).body.tasks, []);
});

Deno.test("GET /v1/tasks goes on from a cursor until there is no more", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  await api.ask("POST", "/v1/tasks/batch", Array.from({ length: 5 }, () => PAIR_REQUEST));

  const seen: string[] = [];
  let page = (await api.ask("GET", "/v1/tasks?per_page=2")).body;
  for (;;) {
    seen.push(...page.tasks.map((task: { task_uuid: string }) => task.task_uuid));
    if (page.pagination.next_cursor === null) break;
    page = (await api.ask("GET", `/v1/tasks?per_page=2&cursor=${page.pagination.next_cursor}`)).body;
  }

  assertEquals(seen.length, 5);
  assertEquals(seen, seen.toSorted().reverse());
});

Deno.test("DELETE /v1/tasks/{uuid} cancels a task, and refuses one that is over", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: { task_uuid } } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);

  const first = await api.ask("DELETE", `/v1/tasks/${task_uuid}?reason=changed%20my%20mind`);
  const second = await api.ask("DELETE", `/v1/tasks/${task_uuid}`);

  assertEquals([first.status, first.body.status], [200, "cancelled"]);
  assertEquals([second.status, second.body.code], [409, "TK202"]);
  const { body } = await api.ask("GET", `/v1/tasks/${task_uuid}/transitions`);
  assertEquals(body.at(-1).metadata.reason, "changed my mind");
});

Deno.test("every route about a task answers 404 for a task that is not there", async () => {
  await using api = await TestApi.create();
  for (
    const [method, path] of [["GET", ""], ["DELETE", ""], ["GET", "/workflow_steps"], ["GET", "/transitions"]]
  ) {
    const { status, body, headers } = await api.ask(method!, `/v1/tasks/${NOBODY}${path}`);
    assertEquals([status, body.code], [404, "TK101"], `${method} ${path}`);
    assertEquals(headers.get("Content-Type"), "application/problem+json");
  }
});

Deno.test("POST /v1/tasks names what is not published", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  for (const wrong of [{ namespace: "nowhere" }, { name: "nothing" }, { version: "9.9.9" }]) {
    const { status, body } = await api.ask("POST", "/v1/tasks", { ...PAIR_REQUEST, ...wrong });
    assertEquals([status, body.code], [404, "TK103"]);
    assertStringIncludes(body.detail, Object.values(wrong)[0]!);
  }
});

Deno.test("POST /v1/tasks lists every path at which the context fails the schema", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);

  const { status, body } = await api.ask("POST", "/v1/tasks", { ...PAIR_REQUEST, context: { note: 1 } });

  assertEquals([status, body.code, body.errors.length], [400, "TK003", 2]);
  assertMatch(JSON.stringify(body.errors), /total.*note|note.*total/);
});
