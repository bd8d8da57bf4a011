import { assertEquals, assertStringIncludes } from "@std/assert";
import { PAIR, PAIR_REQUEST } from "../orchestration/_pair.ts";
import { TestWorker } from "../orchestration/_test_worker.ts";
import { TestApi } from "./_api.ts";

const NOBODY = "01890000-0000-7000-8000-000000000000";

async function failedOnce(api: TestApi): Promise<{ task: string; worker: TestWorker }> {
  await api.ask("POST", "/v1/templates", PAIR);
  const { body } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const worker = await TestWorker.register(api.db.sql);
  await worker.fail(await worker.claim(), { message: 'declined: "<b>"', retryable: false });
  return { task: `/v1/tasks/${body.task_uuid}`, worker };
}

Deno.test("GET /v1/tasks/{uuid}/graph shows steps, states, times and edges", async () => {
  await using api = await TestApi.create();
  const { task } = await failedOnce(api);

  const { body } = await api.ask("GET", `${task}/graph`);

  assertEquals(body.nodes.map(({ name, state, level }: Record<string, unknown>) => [name, state, level]), [
    ["first", "error", 0],
    ["second", "pending", 1],
  ]);
  assertEquals(body.edges, [{ from: "first", to: "second", name: "provides" }]);
  assertEquals(typeof body.nodes[0].duration_seconds, "number");
});

Deno.test("GET /v1/tasks/{uuid}/graph draws Mermaid, with nothing of an error's text left to run", async () => {
  await using api = await TestApi.create();
  const { task } = await failedOnce(api);
  const draw = async (path: string, headers: Record<string, string> = {}) => {
    const response = await api.app.fetch(new Request(`http://tasker.test${path}`, { headers }));
    return { type: response.headers.get("Content-Type"), text: await response.text() };
  };

  const asked = await draw(`${task}/graph?format=mermaid`);
  const accepted = await draw(`${task}/graph`, { Accept: "text/vnd.mermaid" });

  assertEquals(asked, accepted);
  assertEquals(asked.type, "text/vnd.mermaid; charset=utf-8");
  assertStringIncludes(asked.text, 's1 -->|"provides"| s2');
  assertStringIncludes(asked.text, "Error: declined: '&lt;b&gt;'");
  assertStringIncludes(asked.text, `click s1 "http://tasker.test${task}/workflow_steps/`);
});

Deno.test("GET …/audit tells who executed a step and how it ended", async () => {
  await using api = await TestApi.create();
  const { task } = await failedOnce(api);

  const { body } = await api.ask("GET", `${task}/audit`);
  const ofStep = await api.ask("GET", `${task}/workflow_steps/${body[0].workflow_step_uuid}/audit`);

  assertEquals(
    body.map(({ step_name, success, to_state, attempt }: Record<string, unknown>) => [
      step_name,
      success,
      to_state,
      attempt,
    ]),
    [["first", false, "error", 1]],
  );
  assertEquals(body[0].error.message, 'declined: "<b>"');
  assertEquals(ofStep.body, body);
});

Deno.test("DELETE …/workflow_steps/{step} cancels a step, and says so once only", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: task } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const { body: steps } = await api.ask("GET", `/v1/tasks/${task.task_uuid}/workflow_steps`);
  const step = `/v1/tasks/${task.task_uuid}/workflow_steps/${steps[1].step_uuid}`;

  const first = await api.ask("DELETE", `${step}?reason=not%20needed`);
  const second = await api.ask("DELETE", step);

  assertEquals([first.status, first.body.current_state], [200, "cancelled"]);
  assertEquals([second.status, second.body.code], [409, "TK203"]);
});

Deno.test("PATCH /v1/tasks/{uuid} changes reason and tags, and says who did", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: { task_uuid } } = await api.ask("POST", "/v1/tasks", {
    ...PAIR_REQUEST,
    reason: "test",
    tags: ["a"],
  });

  const changed = await api.ask("PATCH", `/v1/tasks/${task_uuid}`, { tags: ["b", "c"] });
  const empty = await api.ask("PATCH", `/v1/tasks/${task_uuid}`, {});

  assertEquals([changed.body.reason, changed.body.tags], ["test", ["b", "c"]]);
  assertEquals([empty.status, empty.body.code], [400, "TK001"]);
  const { body: [note] } = await api.ask("GET", `/v1/tasks/${task_uuid}/annotations`);
  assertEquals([note.type, note.annotation], ["change", { tags: ["b", "c"], by: "anonymous" }]);
});

Deno.test("GET /v1/tasks/{uuid}/summary and /context tell each their part", async () => {
  await using api = await TestApi.create();
  const { task } = await failedOnce(api);

  const { body } = await api.ask("GET", `${task}/summary`);

  assertEquals([body.template.name, body.steps.length, body.dlq, body.links.task], ["pair", 2, null, task]);
  assertEquals((await api.ask("GET", `${task}/context`)).body, { total: 12 });
});

Deno.test("objects of two systems are mapped in either order, found from both sides, and unmapped", async () => {
  await using api = await TestApi.create();
  for (const name of ["billing", "warehouse"]) {
    await api.ask("PUT", `/v1/systems/${name}`, { description: name });
  }
  const map = { system_one: "billing", remote_id_one: "INV 1", system_two: "warehouse", remote_id_two: "88" };
  const turned = {
    system_one: "warehouse",
    remote_id_one: "88",
    system_two: "billing",
    remote_id_two: "INV 1",
  };

  const first = await api.ask("POST", "/v1/systems/maps", map);
  const second = await api.ask("POST", "/v1/systems/maps", turned);
  const found = await api.ask("GET", "/v1/systems/warehouse/objects/88?system=billing");
  const unknown = await api.ask("POST", "/v1/systems/maps", { ...map, system_one: "nowhere" });
  const gone = await api.ask("DELETE", `/v1/systems/maps/${first.body.dependent_system_object_map_id}`);

  assertEquals([first.status, second.status, second.body], [201, 200, first.body]);
  assertEquals(found.body, [first.body]);
  assertEquals([unknown.status, unknown.body.code, gone.status], [404, "TK107", 204]);
  assertEquals((await api.ask("GET", "/v1/systems/billing/objects/INV%201")).body, []);
  assertEquals((await api.ask("PUT", "/v1/systems/billing", {})).body.description, "billing");
  assertEquals((await api.ask("GET", "/v1/systems")).body.length, 3);
});

Deno.test("workers and handlers tell who can run what, and what each holds", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const before = await api.ask("GET", "/v1/handlers/tests");
  const worker = await TestWorker.register(api.db.sql);
  await worker.claim();

  const { body: [listed] } = await api.ask("GET", "/v1/workers?namespace=tests");
  const { body: shown } = await api.ask("GET", `/v1/workers/${listed.worker_uuid}`);

  const workers = (body: Record<string, unknown>[]) => body.map((row) => [row.callable, row.workers_count]);
  assertEquals(workers(before.body), [["tests.first", 0], ["tests.second", 0]]);
  assertEquals(shown.steps.map(({ step_name }: { step_name: string }) => step_name), ["first"]);
  assertEquals((await api.ask("GET", "/v1/workers?namespace=elsewhere")).body, []);
  assertEquals((await api.ask("GET", `/v1/workers/${NOBODY}`)).body.code, "TK104");
});

Deno.test("a template is checked without being published, and drawn", async () => {
  await using api = await TestApi.create();
  const good = await api.ask("POST", "/v1/templates/validate", PAIR);
  const bad = await api.ask("POST", "/v1/templates/validate", { ...PAIR, steps: [] });

  assertEquals([good.body.is_valid, good.body.is_published, good.body.handlers.length], [true, false, 2]);
  assertEquals([bad.body.is_valid, bad.body.errors[0].path], [false, "steps"]);
  assertEquals((await api.ask("GET", "/v1/templates")).body.total_count, 0);

  await api.ask("POST", "/v1/templates", PAIR);
  const { body } = await api.ask("GET", "/v1/templates/tests/pair/latest/graph");
  assertEquals([body.execution_order, body.levels, body.roots, body.leaves], [
    ["first", "second"],
    [["first"], ["second"]],
    ["first"],
    ["second"],
  ]);
});

Deno.test("analytics computes percentiles from what ended, and names the slowest", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const worker = await TestWorker.register(api.db.sql);
  await worker.succeed(await worker.claim());
  await worker.succeed(await worker.claim());

  const { body } = await api.ask("GET", "/v1/analytics/performance?hours=1&namespace=tests");
  const { body: slowest } = await api.ask("GET", "/v1/analytics/bottlenecks?min_executions=1");

  assertEquals(
    body.percentiles.map((row: Record<string, unknown>) => [row.kind, row.namespace, row.ended_count]),
    [
      ["task", "tests", 1],
      ["step", "tests", 2],
    ],
  );
  assertEquals(slowest.slow_steps.length, 2);
  const { worker_steps, ready_steps, error_steps, database_utilization } = slowest.resource_utilization;
  assertEquals([worker_steps, ready_steps, error_steps], [0, 0, 0]);
  assertEquals(database_utilization > 0 && database_utilization <= 1, true);
  assertEquals((await api.ask("GET", "/v1/analytics/performance")).body.metrics.completion_count, 1);
  assertEquals((await api.ask("GET", "/v1/analytics/slowest-steps?limit=1")).body.length, 1);
  assertEquals((await api.ask("GET", "/v1/analytics/slowest-tasks")).body.length, 1);
  assertEquals((await api.ask("GET", "/v1/analytics/performance?hours=0")).status, 400);
});
