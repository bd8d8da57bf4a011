/** Payloads that break careless programs, over HTTP and from handlers: stored as they are or refused in clear words, nothing half done. */
import { deepStrictEqual as same, ok } from "node:assert/strict";
import type { Json } from "../../core/json.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { defineTask } from "../../worker/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { createTask, register, stepOf, templateOf } from "../_support/fixtures.ts";
import { TestApi } from "../http/_api.ts";
import { onlyStep, startWorker, untilTask } from "../worker/_harness.ts";

const MEGABYTE = 1_048_576;

/** JSON texts that are stored as they are. */
const STORED: Readonly<Record<string, string>> = {
  "null": "null",
  "false": "false",
  "0": "0",
  "an empty string": '""',
  "an empty array": "[]",
  "1e308": "1e308",
  "50 nested arrays": "[".repeat(50) + "]".repeat(50),
  "odd characters": JSON.stringify("\u0001\u001f\u2028\ufeff\uffff𝕏"),
};

/** JSON texts that are refused. */
const REFUSED: Readonly<Record<string, string>> = {
  "NUL": '"\\u0000"',
  "NUL in a key": '{"\\u0000": 1}',
  "a lone high surrogate": '"\\ud800"',
  "a lone low surrogate": '"\\udc00 "',
  "10 MB": `"${"x".repeat(10 * MEGABYTE)}"`,
  "broken JSON": "{",
  "10,000 nested arrays": "[".repeat(10_000) + "]".repeat(10_000),
};

Deno.test("POST /v1/tasks stores odd values in a context, PATCH of a step stores them as a result", async (test) => {
  await using api = await TestApi.create();
  const { sql } = api.db;
  await register(sql, templateOf({ a: [] }));
  for (const [what, value] of Object.entries(STORED)) {
    await test.step(what, async () => {
      const body = `{"namespace": "shop", "name": "order", "context": {"value": ${value}}}`;
      const created = await api.askWith("POST", "/v1/tasks", body);
      same(created.status, 201, JSON.stringify(created.body).slice(0, 500));
      const task: string = created.body.task_uuid;
      const step = await stepOf(sql, task, "a");
      const patch = `{"action_type": "complete_manually", "completion_data": {"result": ${value}},
                      "reason": "poison", "completed_by": "me"}`;
      const patched = await api.askWith("PATCH", `/v1/tasks/${task}/workflow_steps/${step}`, patch);
      same(patched.status, 200, JSON.stringify(patched.body).slice(0, 500));
      const [row] = await sql`
        select t.context -> 'value' = ${value}::text::jsonb as is_context_same, s.results = ${value}::text::jsonb as is_result_same
          from tasker.tasks t join tasker.workflow_steps s on s.task_uuid = t.task_uuid
         where t.task_uuid = ${task}`;
      same({ ...row }, { is_context_same: true, is_result_same: true });
    });
  }
});

Deno.test("POST /v1/tasks/batch refuses what cannot be stored in clear words, and creates nothing", async () => {
  await using api = await TestApi.create();
  await register(api.db.sql, templateOf({ a: [] }));
  for (const [what, value] of Object.entries(REFUSED)) {
    const request = (text: string) => `{"namespace": "shop", "name": "order", "context": {"value": ${text}}}`;
    const { status, body } = await api.askWith(
      "POST",
      "/v1/tasks/batch",
      `[${request("1")}, ${request(value)}]`,
    );
    ok(status >= 400 && status < 500, `${what} was answered with ${status}`);
    ok(JSON.stringify(body).length < 2_000, `${what}: the answer repeats the payload`);
    ok(/^TK\d{3}$/.test(body.code), `${what}: no code`);
  }
  same([...await api.db.sql`select count(*)::int from tasker.tasks`], [{ count: 0 }]);
});

Deno.test("PATCH of a step refuses a result that cannot be stored, and leaves the step as it is", async () => {
  await using api = await TestApi.create();
  const { sql } = api.db;
  await register(sql, templateOf({ a: [] }));
  const task = await createTask(sql);
  const step = await stepOf(sql, task, "a");
  for (const [what, value] of Object.entries(REFUSED)) {
    const patch = `{"action_type": "complete_manually", "completion_data": {"result": ${value}},
                    "reason": "poison", "completed_by": "me"}`;
    const { status } = await api.askWith("PATCH", `/v1/tasks/${task}/workflow_steps/${step}`, patch);
    ok(status >= 400 && status < 500, `${what} was answered with ${status}`);
  }
  same([...await sql`select s.state, s.results from tasker.workflow_steps s`], [{
    state: "enqueued",
    results: null,
  }]);
});

/** What handlers return, and what must be stored; undefined where the step must fail. */
const RETURNED: Readonly<Record<string, readonly [value: unknown, stored: Json | undefined]>> = {
  null: [null, null],
  nothing: [undefined, null],
  false: [false, false],
  zero: [0, 0],
  minusZero: [-0, 0],
  emptyText: ["", ""],
  notANumber: [NaN, null],
  infinite: [Infinity, null],
  huge: [1e308, 1e308],
  large: ["x".repeat(10 * MEGABYTE), undefined],
  nul: ["\0", undefined],
  surrogate: ["\ud800", undefined],
};

Deno.test("a worker stores what its handlers return as it is, or fails the step for good and says why", async () => {
  await using db = await TestDatabase.create();
  const task = defineTask({ namespace: "shop", name: "poison", version: "1.0.0" })
    .step("give", ({ input }) => RETURNED[String(input.kind)]?.[0] as Json);
  await using _worker = await startWorker(db, { tasks: [task] });
  const kinds = Object.keys(RETURNED);
  const requests = kinds.map((kind) => ({ namespace: "shop", name: "poison", context: { kind } }));
  const created = await createTasks(db.sql, requests);
  for (const [place, kind] of kinds.entries()) {
    const taskUuid = created[place]?.taskUuid ?? "";
    const stored = RETURNED[kind]?.[1];
    await untilTask(db.sql, taskUuid, stored === undefined ? "blocked_by_failures" : "complete");
    const step = await onlyStep(db.sql, taskUuid);
    if (stored !== undefined) same(step.results, stored, kind);
    else {ok(
        (step.error?.message ?? "") !== "" && step.attempts === 1,
        `${kind}: ${JSON.stringify(step.error)}`,
      );}
  }
});
