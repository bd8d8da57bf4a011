import { assertEquals } from "@std/assert";
import { PAIR, PAIR_REQUEST } from "../orchestration/_pair.ts";
import { TestWorker } from "../orchestration/_test_worker.ts";
import { TestApi } from "./_api.ts";

interface Listed {
  readonly task_uuid: string;
}

const uuids = (tasks: readonly Listed[]) => tasks.map(({ task_uuid }) => task_uuid).toSorted();

Deno.test("GET /v1/tasks?search= finds tasks by the words of declared attributes, and only by them", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", {
    namespace: "tests",
    name: "order",
    version: "1.0.0",
    searchable: ["customer.name", "items.sku", "number"],
    steps: [{ name: "only", handler: { callable: "tests.first" } }],
  });
  const orders = [
    {
      customer: { name: "Ada Lovelace" },
      items: [{ sku: "teapot" }, { sku: "cup" }],
      note: "hidden",
      number: 17,
    },
    { customer: { name: "Ada Byron" }, items: [], number: 18 },
    { note: "Ada" },
  ];
  const { body: [lovelace, byron] } = await api.ask(
    "POST",
    "/v1/tasks/batch",
    orders.map((context) => ({ namespace: "tests", name: "order", context })),
  );

  const found = async (search: string) =>
    uuids((await api.ask("GET", `/v1/tasks?search=${encodeURIComponent(search)}`)).body.tasks);

  assertEquals(await found("ada"), uuids([lovelace, byron]));
  assertEquals(await found('"ada lovelace"'), uuids([lovelace]));
  assertEquals(await found("ada -byron"), uuids([lovelace]));
  assertEquals(await found("cup"), uuids([lovelace]));
  assertEquals(await found("18"), uuids([byron]));
  assertEquals(await found("hidden"), []);
});

Deno.test("tasks of templates without searchable attributes leave no words behind", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  await api.ask("POST", "/v1/tasks", PAIR_REQUEST);

  assertEquals([...await api.db.sql`select * from tasker.task_words`], []);
});

Deno.test("a task is annotated, found by it, and the annotation taken back", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: [task] } = await api.ask("POST", "/v1/tasks/batch", [PAIR_REQUEST, PAIR_REQUEST]);
  const path = `/v1/tasks/${task.task_uuid}/annotations`;

  const added = await api.ask("POST", path, { type: "note", annotation: { text: "call back", by: "ann" } });
  const found = await api.ask(
    "GET",
    `/v1/tasks?annotation_type=note&annotation=${encodeURIComponent('{"by":"ann"}')}`,
  );
  const view = await api.ask("GET", `/v1/tasks/${task.task_uuid}?include=annotations`);
  const kinds = await api.ask("GET", "/v1/annotation-types");
  const removed = await api.ask("DELETE", `${path}/${added.body.task_annotation_id}`);
  const again = await api.ask("DELETE", `${path}/${added.body.task_annotation_id}`);

  assertEquals(uuids(found.body.tasks), [task.task_uuid]);
  assertEquals(view.body.annotations, [added.body]);
  assertEquals(
    kinds.body.map(({ name, annotations_count }: Record<string, unknown>) => [name, annotations_count]),
    [
      ["note", 1],
    ],
  );
  assertEquals([removed.status, again.status, again.body.code], [204, 404, "TK107"]);
  assertEquals((await api.ask("GET", path)).body, []);
});

Deno.test("GET /v1/tasks gives only the fields asked for, and names those it does not know", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: task } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);

  const listed = await api.ask("GET", "/v1/tasks?fields=task_uuid,status");
  const shown = await api.ask("GET", `/v1/tasks/${task.task_uuid}?fields=name,context`);
  const wrong = await api.ask("GET", "/v1/tasks?fields=task_uuid,secret");

  assertEquals(listed.body.tasks, [{ task_uuid: task.task_uuid, status: "steps_in_process" }]);
  assertEquals(shown.body, { name: "pair", context: { total: 12 } });
  assertEquals([wrong.status, wrong.body.errors[0].path], [400, "fields[1]"]);
});

Deno.test("GET answers 304 to who knows it, until it changes", async () => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const { body: task } = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const path = `/v1/tasks/${task.task_uuid}`;
  const asked = async (headers: Record<string, string>) => {
    const response = await api.app.fetch(new Request(`http://tasker.test${path}`, { headers }));
    await response.body?.cancel();
    return { status: response.status, tag: response.headers.get("ETag")! };
  };
  const { tag } = await asked({});

  assertEquals((await asked({ "If-None-Match": `"other", ${tag}` })).status, 304);
  assertEquals((await asked({ "If-None-Match": '"other"' })).status, 200);
  await (await TestWorker.register(api.db.sql)).claim();
  assertEquals((await asked({ "If-None-Match": tag })).status, 200);
});
