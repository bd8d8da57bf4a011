import { assertEquals, assertStringIncludes } from "@std/assert";
import { PERMISSIONS } from "../../orchestration/access/permissions.ts";
import { TestApi } from "./_api.ts";
import { DECLARED } from "./_declared.ts";

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

Deno.test("GET /openapi.json describes every route, under both of its addresses", async () => {
  await using api = await TestApi.create();

  const { status, body } = await api.ask("GET", "/openapi.json");

  assertEquals([status, body.openapi], [200, "3.1.0"]);
  const described = Object.entries<Record<string, unknown>>(body.paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => nameOf({ method, path })));
  assertEquals(described.toSorted(), DECLARED.map(nameOf).toSorted());
  assertEquals((await api.ask("GET", "/api-docs/openapi.json")).body, body);
});

Deno.test("every route says what it does, who may call it, and how it fails", () => {
  for (const route of DECLARED) {
    const name = nameOf(route);
    const permission = Reflect.get(route, "x-permission");
    assertEquals(
      typeof route.summary === "string" && /^[A-Z].*[^.]$/.test(route.summary),
      true,
      `summary of ${name}`,
    );
    assertEquals((route.tags ?? []).length, 1, `tags of ${name}`);
    assertEquals(permission in PERMISSIONS || permission === "public", true, `permission of ${name}`);
    const statuses = Object.keys(route.responses).map(Number);
    assertEquals(statuses.some((status) => status < 300), true, `success of ${name}`);
    assertEquals(statuses.includes(503), true, `503 of ${name}`);
    if (permission !== "public") {
      assertEquals([401, 403, 429].every((status) => statuses.includes(status)), true, `refusals of ${name}`);
    }
    if (route.path.includes("_uuid}")) assertEquals(statuses.includes(404), true, `404 of ${name}`);
    if (
      route.request !== undefined && !route.path.startsWith("/v1/templates/{") &&
      !route.path.startsWith("/v1/handlers/")
    ) {
      assertEquals(statuses.includes(400), true, `400 of ${name}`);
    }
    for (const [status, response] of Object.entries(route.responses)) {
      const { description = "" } = response as { description?: string };
      assertEquals(description.length >= 5, true, `description of ${name} → ${status}`);
    }
  }
});

Deno.test("GET /openapi.json says what a task request must have", async () => {
  await using api = await TestApi.create();

  const { body } = await api.ask("GET", "/openapi.json");
  const request = body.components.schemas.TaskRequest;

  assertEquals(request.required.toSorted(), ["context", "name", "namespace"]);
  assertEquals([request.additionalProperties, request.properties.context.type], [false, "object"]);
});

Deno.test("GET /docs shows the description without loading anything from elsewhere", async () => {
  await using api = await TestApi.create();
  const response = await api.app.fetch(new Request("http://tasker.test/docs"));
  const page = await response.text();

  assertEquals([response.status, response.headers.get("Content-Type")], [200, "text/html; charset=UTF-8"]);
  assertStringIncludes(page, 'fetch("/openapi.json")');
  assertEquals([...page.matchAll(/https?:\/\//g)].length, 0);
});
