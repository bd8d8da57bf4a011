import { assertEquals } from "@std/assert";
import { PAIR } from "../orchestration/_pair.ts";
import { TestApi } from "./_api.ts";

Deno.test("POST /v1/templates publishes a template once", async () => {
  await using api = await TestApi.create();

  const first = await api.ask("POST", "/v1/templates", PAIR);
  const second = await api.ask("POST", "/v1/templates", PAIR);

  assertEquals([first.status, first.body.created], [201, true]);
  assertEquals([second.status, second.body.created], [200, false]);
});

Deno.test("POST /v1/templates refuses another graph under the same version, with the difference", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);

  const { status, body } = await api.ask("POST", "/v1/templates", { ...PAIR, steps: PAIR.steps.slice(0, 1) });

  assertEquals([status, body.code, body.errors.length > 0], [409, "TK201", true]);
});

Deno.test("POST /v1/templates lists every fault of a template with its path", async () => {
  await using api = await TestApi.create();
  const steps = [
    { name: "a", handler: { callable: "t.a" }, dependencies: ["b"] },
    { name: "b", handler: { callable: "t.b" }, dependencies: ["a", "nobody"] },
  ];

  const { status, body } = await api.ask("POST", "/v1/templates", { ...PAIR, version: "one", steps });

  assertEquals([status, body.code], [400, "TK002"]);
  const text = JSON.stringify(body.errors);
  for (const part of ["version", "nobody"]) assertEquals(text.includes(part), true, `${part} in ${text}`);
});

Deno.test("GET /v1/templates lists every version, GET …/{namespace}/{name} gives the highest", async () => {
  await using api = await TestApi.create();
  for (const version of ["1.9.0", "1.10.0", "1.2.0"]) {
    await api.ask("POST", "/v1/templates", { ...PAIR, version });
  }

  const list = await api.ask("GET", "/v1/templates?namespace=tests");
  const latest = await api.ask("GET", "/v1/templates/tests/pair");
  const chosen = await api.ask("GET", "/v1/templates/tests/pair/1.2.0");

  assertEquals(list.body.total_count, 3);
  assertEquals(list.body.namespaces.map(({ name }: { name: string }) => name), ["tests"]);
  assertEquals([latest.body.version, latest.body.is_latest, latest.body.steps.length], ["1.10.0", true, 2]);
  assertEquals([chosen.body.version, chosen.body.is_latest], ["1.2.0", false]);
  assertEquals(latest.body.versions, ["1.10.0", "1.9.0", "1.2.0"]);
});

Deno.test("GET /v1/templates/… answers 404 for a name or version that is not published", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  for (const path of ["nowhere/pair", "tests/nothing", "tests/pair/2.0.0"]) {
    const { status, body } = await api.ask("GET", `/v1/templates/${path}`);
    assertEquals([status, body.code], [404, "TK103"], path);
  }
});
