import { assertEquals, assertStringIncludes } from "@std/assert";
import { PAIR, PAIR_REQUEST } from "../orchestration/_pair.ts";
import { TestWorker } from "../orchestration/_test_worker.ts";
import { TestApi } from "./_api.ts";

/** Creates a task whose first step failed for good; gives the paths of its steps. */
async function failedTask(
  api: TestApi,
): Promise<{ worker: TestWorker; task: string; first: string; second: string }> {
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: { task_uuid } } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const task = `/v1/tasks/${task_uuid}`;
  const worker = await TestWorker.register(api.db.sql);
  await worker.fail(await worker.claim(), { message: "declined", retryable: false });
  const { body: steps } = await api.ask("GET", `${task}/workflow_steps`);
  const [first, second] = steps.map((step: { step_uuid: string }) =>
    `${task}/workflow_steps/${step.step_uuid}`
  );
  return { worker, task, first, second };
}

Deno.test("GET …/workflow_steps lists the steps in the order of the graph", async () => {
  await using api = await TestApi.create();
  const { task } = await failedTask(api);

  const { status, body } = await api.ask("GET", `${task}/workflow_steps`);

  assertEquals(status, 200);
  assertEquals(
    body.map((step: Record<string, unknown>) => [step["name"], step["current_state"], step["attempts"]]),
    [["first", "error", 1], ["second", "pending", 0]],
  );
  assertEquals(body[0].error.message, "declined");
});

Deno.test("GET …/workflow_steps/{step} shows a step of this task only", async () => {
  await using api = await TestApi.create();
  const { first } = await failedTask(api);
  const { body: other } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const step = first.split("/").at(-1)!;

  assertEquals((await api.ask("GET", first)).body.name, "first");
  const elsewhere = await api.ask("GET", `/v1/tasks/${other.task_uuid}/workflow_steps/${step}`);
  assertEquals([elsewhere.status, elsewhere.body.code], [404, "TK102"]);
});

Deno.test("PATCH reset_for_retry gives a failed step new attempts and re-drives its task", async () => {
  await using api = await TestApi.create();
  const { worker, task, first } = await failedTask(api);
  assertEquals((await api.ask("GET", task)).body.status, "blocked_by_failures");

  const { status, body } = await api.ask("PATCH", first, {
    action_type: "reset_for_retry",
    reason: "the bank is back",
    reset_by: "ann",
  });

  assertEquals([status, body.current_state, body.attempts], [200, "enqueued", 1]);
  assertEquals((await api.ask("GET", task)).body.status, "steps_in_process");
  await worker.succeed(await worker.claim());
  await worker.succeed(await worker.claim());
  assertEquals((await api.ask("GET", task)).body.status, "complete");
});

Deno.test("PATCH resolve_manually counts a step as done and lets the next one run", async () => {
  await using api = await TestApi.create();
  const { worker, task, first } = await failedTask(api);

  const { status, body } = await api.ask("PATCH", first, {
    action_type: "resolve_manually",
    reason: "paid in cash",
    resolved_by: "ann",
  });

  assertEquals([status, body.current_state], [200, "resolved_manually"]);
  const claims = await worker.claim();
  assertEquals(claims.map(({ work }) => work.stepName), ["second"]);
  await worker.succeed(claims);
  assertEquals((await api.ask("GET", task)).body.status, "complete");
});

Deno.test("PATCH complete_manually gives a step the result that a person gives", async () => {
  await using api = await TestApi.create();
  const { worker, first } = await failedTask(api);

  const { status, body } = await api.ask("PATCH", first, {
    action_type: "complete_manually",
    completion_data: { result: { receipt: 0 } },
    reason: "paid in cash",
    completed_by: "ann",
  });

  assertEquals([status, body.current_state, body.results], [200, "complete", { receipt: 0 }]);
  const [second] = await worker.claim();
  assertStringIncludes(JSON.stringify(second), "receipt");
});

Deno.test("PATCH refuses what a step's state does not allow", async () => {
  await using api = await TestApi.create();
  const { second } = await failedTask(api);

  const { status, body } = await api.ask("PATCH", second, {
    action_type: "reset_for_retry",
    reason: "impatience",
    reset_by: "bob",
  });

  assertEquals([status, body.code], [409, "TK203"]);
});

Deno.test("PATCH refuses an action it does not know, or that lacks its words", async () => {
  await using api = await TestApi.create();
  const { first } = await failedTask(api);
  const bodies = [
    {},
    { action_type: "explode" },
    { action_type: "reset_for_retry", reset_by: "gives no reason" },
    { action_type: "reset_for_retry", reason: "", reset_by: "ann" },
    { action_type: "complete_manually", reason: "no result", completed_by: "ann", completion_data: {} },
    { action_type: "resolve_manually", reason: "extra", resolved_by: "ann", force: true },
  ];
  for (const body of bodies) {
    const answer = await api.ask("PATCH", first, body);
    assertEquals([answer.status, answer.body.code], [400, "TK001"], JSON.stringify(body));
  }
  assertEquals((await api.ask("GET", first)).body.current_state, "error");
});
