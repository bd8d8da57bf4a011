import { assertEquals } from "@std/assert";
import { PAIR, PAIR_REQUEST } from "../orchestration/_pair.ts";
import { TestWorker } from "../orchestration/_test_worker.ts";
import { TestApi } from "./_api.ts";

/** Creates a task whose first step failed for good, and gives its uuid. */
async function failedTask(api: TestApi): Promise<string> {
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: { task_uuid } } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const worker = await TestWorker.register(api.db.sql);
  await worker.fail(await worker.claim(), { message: "declined", retryable: false });
  return task_uuid;
}

const OPERATION = { by: "ann", reason: "charged twice?" };

Deno.test("GET /v1/tasks/{task}/explain tells why its steps do not run", async () => {
  await using api = await TestApi.create();
  const task = await failedTask(api);

  const { status, body } = await api.ask("GET", `/v1/tasks/${task}/explain`);

  assertEquals(status, 200);
  assertEquals(
    body.map((row: Record<string, string>) => [row["step_name"], row["reason"]]),
    [["first", "failed"], ["second", "failed_parent"]],
  );
  const [{ step_uuid }] = body;
  const step = await api.ask("GET", `/v1/tasks/${task}/workflow_steps/${step_uuid}/explain`);
  assertEquals(step.body, [body[0]]);
  const unknown = await api.ask("GET", `/v1/tasks/${crypto.randomUUID()}/explain`);
  assertEquals([unknown.status, unknown.body.code], [404, "TK101"]);
});

Deno.test("POST /v1/dlq/task/{task} opens an investigation, once", async () => {
  await using api = await TestApi.create();
  const task = await failedTask(api);
  assertEquals((await api.ask("GET", `/v1/dlq/task/${task}`)).body.code, "TK106");

  const opened = await api.ask("POST", `/v1/dlq/task/${task}`, OPERATION);
  const again = await api.ask("POST", `/v1/dlq/task/${task}`, OPERATION);

  assertEquals([opened.status, again.status], [201, 200]);
  assertEquals([opened.body.dlq_reason, opened.body.metadata], ["manual_dlq", {
    by: "ann",
    notes: "charged twice?",
  }]);
  assertEquals(opened.body.task_snapshot.steps[0].error.message, "declined");
  assertEquals((await api.ask("GET", `/v1/dlq/task/${task}`)).body, again.body);
});

Deno.test("PATCH /v1/dlq/entry/{entry} closes an investigation; GET /v1/dlq filters by that", async () => {
  await using api = await TestApi.create();
  const task = await failedTask(api);
  const { body: { dlq_entry_uuid } } = await api.ask("POST", `/v1/dlq/task/${task}`, OPERATION);
  const path = `/v1/dlq/entry/${dlq_entry_uuid}`;
  const count = async (query: string) => (await api.ask("GET", `/v1/dlq?${query}`)).body.length;
  assertEquals([await count(""), await count("resolution_status=pending"), await count("offset=1")], [
    1,
    1,
    0,
  ]);

  const closed = await api.ask("PATCH", path, {
    resolution_status: "permanently_failed",
    resolution_notes: "the customer is gone",
    resolved_by: "bob",
    metadata: { someTicket: 12 },
  });

  assertEquals([closed.status, closed.body.resolution_status, closed.body.resolved_by], [
    200,
    "permanently_failed",
    "bob",
  ]);
  assertEquals(closed.body.metadata["someTicket"], 12);
  assertEquals(await count("resolution_status=pending"), 0);
  const refused = await api.ask("PATCH", path, { resolution_status: "cancelled" });
  assertEquals([refused.status, refused.body.code], [409, "TK205"]);
  assertEquals((await api.ask("PATCH", path, { status: "cancelled" })).status, 400);
  assertEquals((await api.ask("GET", "/v1/dlq?resolution_status=open")).status, 400);
});

Deno.test("POST /v1/dlq/task/{task}/redrive drives a failed task again", async () => {
  await using api = await TestApi.create();
  const task = await failedTask(api);
  const { body: { dlq_entry_uuid } } = await api.ask("POST", `/v1/dlq/task/${task}`, OPERATION);

  const { status, body } = await api.ask("POST", `/v1/dlq/task/${task}/redrive`, OPERATION);

  assertEquals([status, body.redriven_task_uuid, body.is_new, body.dlq_entry_uuid], [
    200,
    task,
    false,
    dlq_entry_uuid,
  ]);
  assertEquals((await api.ask("GET", `/v1/tasks/${task}`)).body.status, "steps_in_process");
  const again = await api.ask("POST", `/v1/dlq/task/${task}/redrive`, OPERATION);
  assertEquals([again.status, again.body.code], [409, "TK202"]);
});

Deno.test("GET /v1/dlq/stats, /investigation-queue and /staleness report", async () => {
  await using api = await TestApi.create();
  const task = await failedTask(api);
  await api.ask("POST", `/v1/dlq/task/${task}`, OPERATION);

  const stats = await api.ask("GET", "/v1/dlq/stats");
  assertEquals(
    stats.body.find((row: Record<string, unknown>) => row["dlq_reason"] === "manual_dlq").pending,
    1,
  );
  const queue = await api.ask("GET", "/v1/dlq/investigation-queue?limit=5");
  assertEquals(queue.body.map((row: Record<string, unknown>) => [row["task_uuid"], row["priority_score"]]), [[
    task,
    10,
  ]]);
  const staleness = await api.ask("GET", "/v1/dlq/staleness");
  assertEquals([staleness.body[0].health_status, staleness.body[0].staleness_threshold_minutes], [
    "healthy",
    1440,
  ]);
  assertEquals((await api.ask("GET", "/v1/dlq/staleness?limit=0")).status, 400);
});
