import { assertEquals } from "@std/assert";
import { TestApi } from "./_api.ts";

Deno.test("GET /api-docs/openapi.json describes every route", async () => {
  await using api = await TestApi.create();

  const { status, body } = await api.ask("GET", "/api-docs/openapi.json");

  assertEquals([status, body.openapi], [200, "3.1.0"]);
  const routes = Object.entries<Record<string, unknown>>(body.paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  assertEquals(routes.toSorted(), [
    "delete /v1/tasks/{task_uuid}",
    "get /health",
    "get /health/detailed",
    "get /health/live",
    "get /health/ready",
    "get /live",
    "get /ready",
    "get /v1/dlq",
    "get /v1/dlq/investigation-queue",
    "get /v1/dlq/staleness",
    "get /v1/dlq/stats",
    "get /v1/dlq/task/{task_uuid}",
    "get /v1/tasks",
    "get /v1/tasks/{task_uuid}",
    "get /v1/tasks/{task_uuid}/explain",
    "get /v1/tasks/{task_uuid}/transitions",
    "get /v1/tasks/{task_uuid}/workflow_steps",
    "get /v1/tasks/{task_uuid}/workflow_steps/{step_uuid}",
    "get /v1/tasks/{task_uuid}/workflow_steps/{step_uuid}/explain",
    "get /v1/templates",
    "get /v1/templates/{namespace}/{name}",
    "get /v1/templates/{namespace}/{name}/{version}",
    "patch /v1/dlq/entry/{dlq_entry_uuid}",
    "patch /v1/tasks/{task_uuid}/workflow_steps/{step_uuid}",
    "post /v1/dlq/task/{task_uuid}",
    "post /v1/dlq/task/{task_uuid}/redrive",
    "post /v1/tasks",
    "post /v1/tasks/batch",
    "post /v1/templates",
  ]);
});

Deno.test("GET /api-docs/openapi.json says what a task request must have", async () => {
  await using api = await TestApi.create();

  const { body } = await api.ask("GET", "/api-docs/openapi.json");
  const request = body.components.schemas.TaskRequest;

  assertEquals(request.required.toSorted(), ["context", "name", "namespace"]);
  assertEquals([request.additionalProperties, request.properties.context.type], [false, "object"]);
});
