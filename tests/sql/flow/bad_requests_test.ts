import { assertEquals, assertStringIncludes } from "@std/assert";
import { TestDatabase } from "../../_support/database.ts";
import { createTask, createTasks, refusal, type Result, text } from "./_engine.ts";
import { register, SINGLE, template } from "./_templates.ts";

const SCHEMA = {
  type: "object",
  required: ["order_id", "lines"],
  properties: {
    order_id: { type: "string" },
    lines: {
      type: "array",
      items: { type: "object", properties: { sku: { type: "string" }, count: { type: "integer" } } },
    },
    currency: { type: "string", default: "EUR" },
  },
};

/** A database with `single` and with `checked`, whose contexts must fit {@linkcode SCHEMA}. */
async function withTemplates(): Promise<TestDatabase> {
  const db = await TestDatabase.create();
  await register(db.sql, SINGLE, template("checked", { only: {} }, { input_schema: SCHEMA }));
  return db;
}

async function countTasks(db: TestDatabase): Promise<number> {
  const [row] = await db.sql`select count(*)::integer as tasks from tasker.tasks`;
  return row?.tasks;
}

/** Requests that must be refused, with the code and the words that say why. */
const BAD: ReadonlyArray<readonly [string, Result, string, string]> = [
  [
    "an unknown namespace",
    { namespace: "nowhere", name: "single" },
    "TK103",
    'there is no namespace "nowhere"',
  ],
  ["an unknown template", { name: "triple" }, "TK103", "no such template"],
  ["an unknown version", { name: "single", version: "9.9.9" }, "TK103", '"9.9.9"'],
  ["no name", {}, "TK001", '"name" is missing'],
  ["an unknown field", { name: "single", contxt: {} }, "TK001", '"contxt" is not a field'],
  ["a context that is no object", { name: "single", context: [1] }, "TK001", '"context" must be an object'],
  ["a context that is null", { name: "single", context: null }, "TK001", '"context" must be an object'],
  ["a priority out of range", { name: "single", priority: 101 }, "TK001", '"priority" must be'],
  ["a priority that is a fraction", { name: "single", priority: 1.5 }, "TK001", '"priority" must be'],
  ["a run_at that is no time", { name: "single", run_at: "soonish" }, "TK001", '"run_at" must be'],
  ["a run_at that never comes", { name: "single", run_at: "infinity" }, "TK001", '"run_at" must be'],
  [
    "a run_at beyond all calendars",
    { name: "single", priority: -100, run_at: "294276-12-31" },
    "TK001",
    '"run_at" must be',
  ],
  [
    "a traceparent that is none",
    { name: "single", traceparent: "00-1-2-01" },
    "TK001",
    '"traceparent" must be',
  ],
  [
    "a correlation id that is no uuid",
    { name: "single", correlation_id: "x" },
    "TK001",
    '"correlation_id" must be',
  ],
  ["tags that are no texts", { name: "single", tags: [1] }, "TK001", '"tags" must be'],
  ["an empty idempotency key", { name: "single", idempotency_key: "" }, "TK001", '"idempotency_key" must be'],
  ["an empty version", { name: "single", version: "" }, "TK001", '"version" must be'],
  ["a version that is a number", { name: "single", version: 1 }, "TK001", '"version" must be'],
];

Deno.test("create_tasks() refuses a bad request among good ones, with its position, and creates nothing", async (t) => {
  await using db = await withTemplates();
  for (const [what, request, code, words] of BAD) {
    await t.step(`create_tasks() refuses ${what}, with its position, and creates nothing`, async () => {
      const error = await refusal(createTasks(db.sql, { name: "single" }, request, { name: "single" }));
      assertEquals(error.code, code, error.message);
      assertStringIncludes(error.message, "task 2 of the call");
      assertStringIncludes(error.message, words);
      assertEquals(typeof error.hint, "string");
      assertEquals(await countTasks(db), 0);
    });
  }
});

Deno.test("create_tasks() refuses a body that is no array", async (t) => {
  await using db = await withTemplates();
  for (const body of ['{"name": "single"}', "null", "7"]) {
    await t.step(`create_tasks() refuses ${body}, which is no array`, async () => {
      const error = await refusal(db.sql`select * from tasker_v1.create_tasks(${body}::text::jsonb)`);
      assertEquals(error.code, "TK001");
      assertStringIncludes(error.message, "must be a JSON array");
    });
  }
});

Deno.test("create_tasks() refuses a request that is no object", async (t) => {
  await using db = await withTemplates();
  for (const entry of [1, "single", null, ["single"]]) {
    await t.step(`create_tasks() refuses the request ${text(entry)}, which is no object`, async () => {
      const error = await refusal(
        db.sql`select * from tasker_v1.create_tasks(${text([entry])}::text::jsonb)`,
      );
      assertEquals(error.code, "TK001", error.message);
      assertStringIncludes(error.message, "task 1 of the call");
    });
  }
});

Deno.test("create_tasks() lists every place where a context fails the schema", async () => {
  await using db = await withTemplates();
  const context = { lines: [{ sku: "A", count: 1 }, { sku: 7, count: "two" }] };
  const error = await refusal(createTasks(db.sql, { name: "single" }, { name: "checked", context }));
  assertEquals(error.code, "TK003");
  assertStringIncludes(error.message, "task 2 of the call");
  const paths = (JSON.parse(error.detail ?? "[]") as { path: string }[]).map((fault) => fault.path).sort();
  assertEquals(paths, ["lines[1].count", "lines[1].sku", "order_id"]);
  assertEquals(await countTasks(db), 0);
});

Deno.test("create_tasks() writes the schema's defaults into the context", async () => {
  await using db = await withTemplates();
  const task = await createTask(db.sql, "checked", { context: { order_id: "1", lines: [] } });
  const [row] = await db.sql`select t.context from tasker.tasks t where t.task_uuid = ${task}`;
  assertEquals(row?.context, { order_id: "1", lines: [], currency: "EUR" });
});

Deno.test("create_tasks() refuses a context over the limit", async () => {
  await using db = await withTemplates();
  const error = await refusal(
    createTasks(db.sql, { name: "single" }, { name: "single", context: { bulk: "x".repeat(5_000_000) } }),
  );
  assertEquals(error.code, "TK004");
  assertStringIncludes(error.message, "task 2 of the call");
  assertStringIncludes(error.detail ?? "", "1048576 are allowed");
  assertEquals(await countTasks(db), 0);
});

Deno.test("create_tasks() measures each context by itself", async () => {
  await using db = await withTemplates();
  const context = { bulk: "x".repeat(900_000) };
  assertEquals(
    (await createTasks(db.sql, { name: "single", context }, { name: "single", context })).length,
    2,
  );
});

for (
  const [what, json] of [["\\u0000", '{"a": "\\u0000"}'], ["a lone surrogate", '{"a": "\\ud800"}']] as const
) {
  Deno.test(`create_tasks() cannot be given ${what}: PostgreSQL refuses the JSON`, async () => {
    await using db = await withTemplates();
    const body = `[{"namespace": "flow", "name": "single", "context": ${json}}]`;
    const error = await refusal(db.sql`select * from tasker_v1.create_tasks(${body}::text::jsonb)`);
    assertStringIncludes("22P05 22P02", error.code);
    assertEquals(await countTasks(db), 0);
  });
}
