/** Requests of every kind to every operation that the API's own document names: no 500, no crash, no word of SQL. */
import { ok } from "node:assert/strict";
import fc from "fast-check";
import { createTask, register, stepOf, templateOf } from "../_support/fixtures.ts";
import { TestApi } from "../http/_api.ts";
import { anyRequest, type Document, type FuzzRequest } from "./_operations.ts";
import { runs } from "./_run.ts";

/** What no answer to a client may say: it comes from inside. */
const INSIDE =
  /\btasker_v1\.|\bpg_|\btasker\.[a-z_]+\b(?!\.test)|\bpgmq\.|\bselect [a-z*]|\brelation "|\bcolumn "|\bpg_catalog\b|PL\/pgSQL|\.ts:\d+|\bat async\b|node_modules|SQLSTATE|PostgresError/i;

const DOCUMENTS = ["/api-docs/openapi.json", "/openapi.json"];

async function documentOf(api: TestApi): Promise<Document> {
  for (const path of DOCUMENTS) {
    const { status, body } = await api.ask("GET", path);
    if (status === 200) return body;
  }
  throw new Error("The API serves no OpenAPI document");
}

/** Sends a request and reads the answer, the beginning of one that never ends. */
async function send(
  api: TestApi,
  { method, path, headers, body }: FuzzRequest,
): Promise<{ status: number; text: string }> {
  const init = { method, headers, ...(body !== undefined && { body }) };
  const response = await api.app.fetch(new Request(`http://tasker.test${path}`, init));
  if (response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
    await response.body?.cancel();
    return { status: response.status, text: "" };
  }
  return { status: response.status, text: await response.text() };
}

Deno.test("the API answers whatever it is sent in its own words, and never with 500", async () => {
  await using api = await TestApi.create();
  const { sql } = api.db;
  await register(sql, templateOf({ a: [], b: ["a"] }));
  const task = await createTask(sql);
  const step = await stepOf(sql, task, "a");
  const document = await documentOf(api);
  const is = (value: string) => fc.constant(value);
  const request = anyRequest(document, {
    task_uuid: is(task),
    step_uuid: is(step),
    namespace: is("shop"),
    name: is("order"),
    version: is("1.0.0"),
  });
  const answered = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(request, async (request) => {
      const { status, text } = await send(api, request);
      answered.set(status, (answered.get(status) ?? 0) + 1);
      const isHealth = /^\/(health|live|ready)/.test(request.path);
      ok(status < 500 || (isHealth && status === 503), `answered ${status}: ${text}`);
      if (status >= 400) ok(!INSIDE.test(text), `tells of the inside: ${text}`);
      if (status >= 400 && request.method !== "HEAD") {
        ok(JSON.parse(text).status === status, `is no problem document: ${text}`);
      }
    }),
    runs(600),
  );
  ok([...answered.keys()].some((status) => status < 300), "No request was right: the fuzz is blunt");
});
