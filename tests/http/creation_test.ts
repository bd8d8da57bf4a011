import { assertEquals } from "@std/assert";
import { PAIR, PAIR_REQUEST } from "../orchestration/_pair.ts";
import { TestApi } from "./_api.ts";

const JSON_TYPE = { "Content-Type": "application/json" };

Deno.test("POST /v1/tasks takes the idempotency key from the header, too", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const create = (key: string, body: object = PAIR_REQUEST) =>
    api.askWith("POST", "/v1/tasks", JSON.stringify(body), { ...JSON_TYPE, "Idempotency-Key": key });

  const first = await create("order 17");
  const second = await create("order 17");
  const other = await create("order 18");
  const clash = await create("order 17", { ...PAIR_REQUEST, idempotency_key: "order 19" });

  assertEquals([first.status, second.status, other.status, clash.status], [201, 200, 201, 400]);
  assertEquals(second.body.task_uuid, first.body.task_uuid);
  assertEquals(other.body.task_uuid === first.body.task_uuid, false);
  assertEquals(clash.body.errors[0].path, "idempotency_key");
});

Deno.test("POST /v1/tasks answers with less to Prefer: return=minimal", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);

  const { status, body } = await api.askWith("POST", "/v1/tasks", JSON.stringify(PAIR_REQUEST), {
    ...JSON_TYPE,
    Prefer: "return=minimal",
  });

  assertEquals([status, Object.keys(body).toSorted(), body.created], [201, ["created", "task_uuid"], true]);
});

Deno.test("POST /v1/tasks/batch?atomic=false creates what it can and says what became of each", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const bad = { ...PAIR_REQUEST, context: {} };

  const { status, body } = await api.ask("POST", "/v1/tasks/batch?atomic=false", [
    PAIR_REQUEST,
    bad,
    { ...PAIR_REQUEST, name: "nothing" },
    PAIR_REQUEST,
  ]);

  assertEquals(status, 207);
  assertEquals(
    body.map(({ position, created, error }: Record<string, unknown> & { error?: { code: string } }) => [
      position,
      created,
      error?.code,
    ]),
    [[0, true, undefined], [1, false, "TK003"], [2, false, "TK103"], [3, true, undefined]],
  );
  assertEquals((await api.ask("GET", "/v1/tasks")).body.pagination.total_count, 2);
});

Deno.test("POST /v1/tasks: of requests that come together, a bad one spoils only itself", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const totals = Array.from({ length: 30 }, (_, place) => place % 7 === 3 ? "many" : place);

  const answers = await Promise.all(
    totals.map((total) => api.ask("POST", "/v1/tasks", { ...PAIR_REQUEST, context: { total } })),
  );

  assertEquals(answers.map(({ status }) => status), totals.map((total) => total === "many" ? 400 : 201));
  assertEquals(
    answers.filter(({ status }) => status === 201).map(({ body }) => body.context.total),
    totals.filter((total) => total !== "many"),
  );
});
