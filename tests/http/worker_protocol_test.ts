import { assertEquals } from "@std/assert";
import { serveHttp } from "../../orchestration/http/serve.ts";
import { PAIR, PAIR_REQUEST } from "../orchestration/_pair.ts";
import { TestApi } from "./_api.ts";

const NOBODY = "01890000-0000-7000-8000-000000000000";

async function registered(api: TestApi): Promise<string> {
  const { status, body } = await api.ask("POST", "/v1/workers", {
    namespaces: ["tests"],
    handlers: ["tests.first", "tests.second"],
  });
  assertEquals(status, 201);
  return `/v1/workers/${body.worker_uuid}`;
}

Deno.test("a worker runs a task over HTTP: claim, complete and take along, sign off", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: task } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const worker = await registered(api);

  const { body: [first] } = await api.ask("POST", `${worker}/claim`, { namespaces: ["tests"] });
  const done = await api.ask("POST", `${worker}/complete`, {
    results: [{ step_uuid: first.step_uuid, attempt: first.attempt, success: true, result: { paid: 12 } }],
    take: 1,
  });
  const [second] = done.body.steps;
  const again = await api.ask("POST", `${worker}/complete`, {
    results: [
      { step_uuid: first.step_uuid, attempt: first.attempt, success: true, result: 0 },
      { step_uuid: second.step_uuid, attempt: second.attempt, success: true, result: null },
    ],
  });

  assertEquals([first.step_name, first.context, done.body.outcomes[0].outcome], [
    "first",
    PAIR_REQUEST.context,
    "recorded",
  ]);
  assertEquals(second.dependencies, { first: { paid: 12 } });
  assertEquals(again.body.outcomes.map(({ outcome }: { outcome: string }) => outcome), ["stale", "recorded"]);
  assertEquals((await api.ask("GET", `/v1/tasks/${task.task_uuid}`)).body.status, "complete");
  assertEquals((await api.ask("DELETE", worker)).body, { released_count: 0 });
});

Deno.test("POST /v1/workers/{uuid}/claim waits for a step that is not there yet", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const worker = await registered(api);

  const waiting = api.ask("POST", `${worker}/claim`, { namespaces: ["tests"], wait_seconds: 20 });
  await api.ask("POST", "/v1/tasks", PAIR_REQUEST);

  assertEquals((await waiting).body.length, 1);
  assertEquals((await api.ask("POST", `${worker}/claim`, { namespaces: ["tests"] })).body, []);
});

Deno.test("POST /v1/workers/{uuid}/release hands back what was claimed, the attempt not counted", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const worker = await registered(api);
  const { body: [step] } = await api.ask("POST", `${worker}/claim`, { namespaces: ["tests"] });

  const { body } = await api.ask("POST", `${worker}/release`, { step_uuids: [step.step_uuid, NOBODY] });
  const { body: [again] } = await api.ask("POST", `${worker}/claim`, { namespaces: ["tests"] });

  assertEquals([body.released_count, again.step_uuid, again.attempt], [1, step.step_uuid, 1]);
});

Deno.test("POST /v1/workers/{uuid}/heartbeat names the steps to abort", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: task } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const worker = await registered(api);
  const { body: [step] } = await api.ask("POST", `${worker}/claim`, { namespaces: ["tests"] });
  await api.ask("DELETE", `/v1/tasks/${task.task_uuid}`);

  const { status, body } = await api.ask("POST", `${worker}/heartbeat`, { lease_seconds: 60 });

  assertEquals([status, body.cancelled_step_uuids], [200, [step.step_uuid]]);
  assertEquals((await api.ask("POST", `/v1/workers/${NOBODY}/heartbeat`, {})).body.code, "TK104");
});

Deno.test("the worker protocol refuses what is out of range, naming where", async () => {
  await using api = await TestApi.create();
  const worker = await registered(api);
  for (
    const [verb, body, path] of [
      ["claim", { namespaces: ["tests"], wait_seconds: 60 }, "wait_seconds"],
      ["claim", { namespaces: [] }, "namespaces"],
      ["complete", { results: [{ step_uuid: "x", attempt: 1, success: true }] }, "results[0].step_uuid"],
      ["heartbeat", { lease_seconds: 0 }, "lease_seconds"],
    ] as const
  ) {
    const answer = await api.ask("POST", `${worker}/${verb}`, body);
    assertEquals([answer.status, answer.body.errors[0].path], [400, path]);
  }
});

Deno.test("examples/python_worker runs a step, and says why another one failed", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", {
    namespace: "python",
    name: "sum",
    version: "1.0.0",
    steps: [{ name: "add", handler: { callable: "python.add" }, retry: { max_attempts: 1 } }],
  });
  const tasks = await api.ask(
    "POST",
    "/v1/tasks/batch",
    [{ numbers: [1, 2, 39] }, { numbers: "no" }].map((context) => ({
      namespace: "python",
      name: "sum",
      context,
    })),
  );
  const server = serveHttp({ app: api.app, bindAddress: "127.0.0.1:0" });
  await server.start();

  const { success, stderr } = await new Deno.Command("python3", {
    args: [new URL("../../examples/python_worker/worker.py", import.meta.url).pathname, "python", "2"],
    env: { TASKER_URL: `http://${server.address}` },
  }).output();
  await server.stop();

  assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
  const steps = await Promise.all(
    tasks.body.map(async ({ task_uuid }: { task_uuid: string }) =>
      (await api.ask("GET", `/v1/tasks/${task_uuid}/workflow_steps`)).body[0]
    ),
  );
  assertEquals([steps[0].current_state, steps[0].results], ["complete", { sum: 42 }]);
  assertEquals([steps[1].current_state, steps[1].error.error_type], ["error", "TypeError"]);
});
