import { assertEquals } from "@std/assert";
import { heartbeat } from "../../orchestration/calls/heartbeat.ts";
import { PAIR } from "../orchestration/_pair.ts";
import { TestWorker } from "../orchestration/_test_worker.ts";
import { TestApi } from "./_api.ts";

Deno.test("GET /v1/handlers/{namespace}/{name} shows what a version of a template needs to run", async () => {
  await using api = await TestApi.create();
  const third = { name: "third", handler: { callable: "tests.third" }, dependencies: ["first"] };
  await api.ask("POST", "/v1/templates", { ...PAIR, version: "1.9.0" });
  await api.ask("POST", "/v1/templates", { ...PAIR, version: "1.10.0", steps: [...PAIR.steps, third] });

  const { status, body } = await api.ask("GET", "/v1/handlers/tests/pair");
  const latest = await api.ask("GET", "/v1/handlers/tests/pair?version=latest");
  const older = await api.ask("GET", "/v1/handlers/tests/pair?version=1.9.0");

  assertEquals([status, body.full_name, body.is_latest], [200, "tests/pair@1.10.0", true]);
  assertEquals(body.versions, ["1.10.0", "1.9.0"]);
  assertEquals(body.step_templates.map(({ name }: { name: string }) => name), ["first", "second", "third"]);
  assertEquals(body.dependency_graph.execution_order, ["first", "second", "third"]);
  assertEquals(body.dependency_graph.levels, [["first"], ["second", "third"]]);
  assertEquals(body.dependency_graph.edges.length, 2);
  assertEquals(latest.body, body);
  assertEquals([older.body.version, older.body.is_latest, older.body.dependency_graph.leaves], [
    "1.9.0",
    false,
    ["second"],
  ]);
});

Deno.test("GET /v1/handlers/{namespace}/{name} says whether live workers have every handler", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const isAvailable = async () => (await api.ask("GET", "/v1/handlers/tests/pair")).body.is_available;

  assertEquals(await isAvailable(), false);
  const { uuid } = await TestWorker.register(api.db.sql);
  await heartbeat(api.db.sql, { workerUuid: uuid, leaseSeconds: 60 });
  assertEquals(await isAvailable(), true);
});

Deno.test("GET /v1/handlers/{namespace}/{name} answers 404 for what is not published", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  for (const path of ["nowhere/pair", "tests/nothing", "tests/pair?version=9.9.9"]) {
    const { status, body } = await api.ask("GET", `/v1/handlers/${path}`);
    assertEquals([status, body.code], [404, "TK103"], path);
  }
  assertEquals((await api.ask("GET", "/v1/handlers/tests/pair?versoin=1")).status, 400);
});
