import { assertEquals, assertStringIncludes } from "@std/assert";
import { PAIR, PAIR_REQUEST } from "../orchestration/_pair.ts";
import { tasker } from "../cli/_pair.ts";
import { TestApi } from "./_api.ts";

/** A number that a double rounds, and one whose digits it cannot hold. */
const [WHOLE, FINE] = ["9007199254740993", "0.12345678901234567891"];

Deno.test("numbers that JavaScript rounds reach the database as they were sent", async (t) => {
  await using api = await TestApi.create();
  await api.ask("POST", "/v1/templates", PAIR);
  const { sql } = api.db;
  const request = (json: string) =>
    JSON.stringify({ ...PAIR_REQUEST, context: { ...PAIR_REQUEST.context, exact: "here" } }).replace(
      '"here"',
      json,
    );

  await t.step("context of one task, of many, and of the command line", async () => {
    const one = await api.askWith("POST", "/v1/tasks", request(`[${WHOLE}, {"fine": ${FINE}}]`));
    const many = await api.askWith("POST", "/v1/tasks/batch", `[${request(WHOLE)}]`);
    const context = JSON.stringify({ ...PAIR_REQUEST.context, exact: 0 }).replace(
      '"exact":0',
      `"exact":${WHOLE}`,
    );
    const { stdout } = await tasker(api.db, ["task", "create", "tests", "pair", "-c", context, "--json"]);
    const uuids = [one.body.task_uuid, many.body[0].task_uuid, JSON.parse(stdout).task_uuid];
    const found = await sql`
      select t.context ->> 'exact' as exact
        from unnest(${uuids}::uuid[]) with ordinality u (task_uuid, place)
        join tasker.tasks t using (task_uuid)
       order by u.place`;
    assertEquals(found.map(({ exact }) => exact), [`[${WHOLE}, {"fine": ${FINE}}]`, WHOLE, WHOLE]);

    const read = await api.app.fetch(new Request(`http://t/v1/tasks/${uuids[0]}?fields=context`));
    assertStringIncludes(await read.text(), `"exact":[${WHOLE},{"fine":${FINE}}]`);
  });

  await t.step("the result of a worker, an annotation, and what lists find by it", async () => {
    const { body: worker } = await api.ask("POST", "/v1/workers", { namespaces: ["tests"] });
    const path = `/v1/workers/${worker.worker_uuid}`;
    const { body: [step] } = await api.ask("POST", `${path}/claim`, { namespaces: ["tests"] });
    await api.askWith(
      "POST",
      `${path}/complete`,
      `{"results": [{"step_uuid": "${step.step_uuid}", "attempt": ${step.attempt}, "success": true, "result": ${WHOLE}}]}`,
    );
    const read = await api.app.fetch(new Request(`http://t/v1/tasks/${step.task_uuid}/workflow_steps`));
    assertStringIncludes(await read.text(), WHOLE);

    const annotated = await api.askWith(
      "POST",
      `/v1/tasks/${step.task_uuid}/annotations`,
      `{"type": "invoice", "annotation": {"number": ${WHOLE}}}`,
    );
    assertEquals(annotated.status, 201);
    const search = async (number: string) => {
      const asked = new URLSearchParams({ annotation: `{"number": ${number}}` });
      return (await api.ask("GET", `/v1/tasks?${asked}`)).body.tasks.length;
    };
    assertEquals([await search(WHOLE), await search("9007199254740992")], [1, 0]);
  });

  await t.step("a number beyond the range of doubles is refused by its path", async () => {
    const { status, body } = await api.askWith("POST", "/v1/tasks", request("[1, 1e400]"));
    assertEquals([status, body.code, body.errors[0].path], [400, "TK001", "context.exact[1]"]);
  });

  await t.step("fields of the API keep to their types, and what is no JSON is refused as ever", async () => {
    const priority = JSON.stringify(PAIR_REQUEST).replace("{", `{"priority":${WHOLE},`);
    const answers = [
      await api.askWith("POST", "/v1/tasks", priority),
      await api.askWith("POST", "/v1/tasks", `{"context": ${WHOLE}`),
      await api.askWith(
        "POST",
        "/v1/tasks",
        JSON.stringify({ ...PAIR_REQUEST, context: 0 }).replace(":0", `:${WHOLE}`),
      ),
    ];
    assertEquals(answers.map(({ status, body }) => [status, body.code]), Array(3).fill([400, "TK001"]));
  });
});
