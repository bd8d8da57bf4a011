import { assertEquals } from "@std/assert";
import { createHealthApp } from "../../orchestration/http/app.ts";
import { TestApi } from "./_api.ts";

Deno.test("GET /health and /live answer as long as the process does", async () => {
  await using api = await TestApi.create();
  for (
    const [path, word] of [["/health", "healthy"], ["/live", "alive"], ["/health/live", "alive"]] as const
  ) {
    const { status, body } = await api.ask("GET", path);
    assertEquals([status, body.status], [200, word]);
  }
});

Deno.test("GET /ready tells how each part is", async () => {
  await using api = await TestApi.create();

  const { status, body } = await api.ask("GET", "/ready");

  assertEquals([status, body.status, Object.keys(body.checks)], [200, "ready", ["web_database"]]);
  assertEquals(body.checks.web_database.status, "healthy");
});

Deno.test("GET /ready answers 503 when a part does not work, and says which", async () => {
  const checks = [{ name: "moon", check: () => Promise.reject(new Error("new moon")) }];
  await using api = await TestApi.create({ checks });

  const { status, body } = await api.ask("GET", "/ready");

  assertEquals([status, body.status], [503, "not_ready"]);
  assertEquals([body.checks.moon.status, body.checks.web_database.status], ["unhealthy", "healthy"]);
});

Deno.test("drain() makes the process not ready while it stays alive", async () => {
  await using api = await TestApi.create();
  api.health.drain();

  assertEquals((await api.ask("GET", "/health/ready")).status, 503);
  assertEquals((await api.ask("GET", "/live")).status, 200);
  assertEquals((await api.ask("GET", "/health/detailed")).body.info.operational_state, "graceful_shutdown");
});

Deno.test("GET /health/detailed asks what /ready does not", async () => {
  const checks = [{
    name: "depth",
    isDetail: true,
    check: () => ({ status: "degraded" as const, message: "deep" }),
  }];
  await using api = await TestApi.create({ checks });

  const ready = await api.ask("GET", "/ready");
  const detailed = await api.ask("GET", "/health/detailed");

  assertEquals("depth" in ready.body.checks, false);
  assertEquals([detailed.status, detailed.body.status, detailed.body.checks.depth.message], [
    200,
    "degraded",
    "deep",
  ]);
});

Deno.test("createHealthApp() tells nothing but health", async () => {
  await using api = await TestApi.create();
  const app = createHealthApp(api.health);

  const statuses = await Promise.all(["/ready", "/live", "/v1/tasks"].map(async (path) => {
    const answer = await app.fetch(new Request(`http://tasker.test${path}`));
    await answer.body?.cancel();
    return answer.status;
  }));

  assertEquals(statuses, [200, 200, 404]);
});
