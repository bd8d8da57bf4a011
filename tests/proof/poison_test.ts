/** Payloads that break careless programs: each is stored as it is or refused in clear words, and nothing is half done. */
import { deepStrictEqual as same, ok } from "node:assert/strict";
import { toTaskerError } from "../../core/driver_errors.ts";
import { TaskerError } from "../../core/errors.ts";
import { TestDatabase } from "../_support/database.ts";
import { claim, createTask, raisedBy, register, templateOf } from "../_support/fixtures.ts";
import { SERVERS } from "../_support/servers.ts";

const WORKER = "00000000-0000-7000-8000-00000000000a";
const MEGABYTE = 1_048_576;

/** JSON texts that are stored as they are, whether in a context or as a result. */
const STORED: Readonly<Record<string, string>> = {
  "null": "null",
  "false": "false",
  "0": "0",
  "an empty string": '""',
  "an empty array": "[]",
  "10,000 nested arrays": `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
  "1e400": "1e400",
  "an integer of 400 digits": "9".repeat(400),
  "all of the basic plane": JSON.stringify("\u0001\u001f\u2028\ufeff\uffff𝕏"),
};

/** JSON texts that are refused, and the code by which a caller of ours knows it. */
const REFUSED: Readonly<Record<string, readonly [text: string, code: string]>> = {
  "NUL": ['"\\u0000"', "TK005"],
  "NUL in a key": ['{"\\u0000": 1}', "TK005"],
  "a lone high surrogate": ['"\\ud800"', "TK005"],
  "a lone low surrogate": ['"\\udc00 "', "TK005"],
  "1e200000": ["1e200000", "TK001"],
  "broken JSON": ["{", "TK001"],
};

/** The code that a caller of ours would see. */
async function codeOf(statement: PromiseLike<unknown>): Promise<string> {
  const error = toTaskerError(await raisedBy(statement));
  ok(error instanceof TaskerError, `${error} says nothing clear`);
  ok(error.message.length < 1000, "The message repeats the payload");
  return error.code;
}

/** Creates a task of the template that was registered, and claims what is ready: the uuids of its steps by name. */
async function startAndClaim({ sql }: TestDatabase): Promise<string[]> {
  await createTask(sql);
  const claims = await claim(sql, WORKER);
  return claims.toSorted((one, other) => one.step_name.localeCompare(other.step_name))
    .map(({ step_uuid }) => step_uuid);
}

function success(step: string, result: string): string {
  return `{"step_uuid": "${step}", "attempt": 1, "success": true, "result": ${result}}`;
}

for (const server of SERVERS) {
  Deno.test(`create_tasks() stores odd values in a context as they are (PostgreSQL ${server})`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, templateOf({ a: [] }));
    for (const [what, value] of Object.entries(STORED)) {
      const requests = `[{"namespace": "shop", "name": "order", "context": {"value": ${value}}}]`;
      const [created] = await db.sql`select * from tasker_v1.create_tasks(${requests}::text::jsonb)`;
      const [row] = await db.sql`
        select t.context = jsonb_build_object('value', ${value}::text::jsonb) as is_same
          from tasker.tasks t
         where t.task_uuid = ${created?.task_uuid}`;
      ok(row?.is_same, what);
    }
  });

  Deno.test(`complete_steps() stores odd results and hands them on as they are (PostgreSQL ${server})`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, templateOf({ a: [], b: ["a"] }));
    for (const [what, value] of Object.entries(STORED)) {
      const [step] = await startAndClaim(db);
      await db.sql`select * from tasker_v1.complete_steps(${WORKER}, ${`[${
        success(step!, value)
      }]`}::text::jsonb)`;
      const [row] = await db.sql`
        select c.step_uuid, c.dependencies = jsonb_build_object('a', ${value}::text::jsonb) as is_same
          from tasker_v1.claim_steps(${WORKER}, '{shop}', 1) c`;
      ok(row?.is_same, what);
      await db.sql`select * from tasker_v1.complete_steps(${WORKER}, ${`[${
        success(row?.step_uuid, "1")
      }]`}::text::jsonb)`;
    }
  });
}

Deno.test("what cannot be stored is refused in a context and in a result, and nothing is done", async (test) => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [], b: [] }));
  const [poisoned, sound] = await startAndClaim(db);
  for (const [what, [text, code]] of Object.entries(REFUSED)) {
    await test.step(`${what}: ${code}`, async () => {
      const requests = `[{"namespace": "shop", "name": "order"},
                         {"namespace": "shop", "name": "order", "context": {"value": ${text}}}]`;
      const results = `[${success(sound!, "1")}, ${success(poisoned!, text)}]`;

      same(await codeOf(db.sql`select * from tasker_v1.create_tasks(${requests}::text::jsonb)`), code);
      same(
        await codeOf(db.sql`select * from tasker_v1.complete_steps(${WORKER}, ${results}::text::jsonb)`),
        code,
      );
      same(
        await codeOf(db.sql`select * from tasker_v1.submit_step_results(${WORKER}, ${results}::text::jsonb)`),
        code,
      );
      same([...await db.sql`select count(*)::int from tasker.tasks`], [{ count: 1 }]);
      same([...await db.sql`select distinct s.state from tasker.workflow_steps s`], [{
        state: "in_progress",
      }]);
    });
  }
});

Deno.test("create_tasks() refuses what is no object for a context", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [] }));
  for (const value of ["null", "false", "0", '""', "[]"]) {
    const requests = `[{"namespace": "shop", "name": "order", "context": ${value}}]`;
    same(
      await codeOf(db.sql`select * from tasker_v1.create_tasks(${requests}::text::jsonb)`),
      "TK001",
      value,
    );
  }
});

Deno.test("create_tasks() refuses a context of 10 MB, and the whole call with it", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [] }));
  const requests = JSON.stringify([
    { namespace: "shop", name: "order" },
    { namespace: "shop", name: "order", context: { value: "x".repeat(10 * MEGABYTE) } },
  ]);
  same(await codeOf(db.sql`select * from tasker_v1.create_tasks(${requests}::text::jsonb)`), "TK004");
  same([...await db.sql`select count(*)::int from tasker.tasks`], [{ count: 0 }]);
});

for (const door of ["complete_steps", "submit_step_results"] as const) {
  Deno.test(`${door}() fails the step whose result takes 10 MB, and keeps its neighbour's`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, templateOf({ a: [], b: [] }));
    const [poisoned, sound] = await startAndClaim(db);
    const large = JSON.stringify("x".repeat(10 * MEGABYTE));
    const results = `[${success(sound!, "1")}, ${success(poisoned!, large)}]`;
    await db.sql`select * from ${db.sql(`tasker_v1.${door}`)}(${WORKER}, ${results}::text::jsonb)`;
    await db.sql`select * from tasker_v1.process_step_results(${[poisoned!, sound!]}::uuid[])`;

    const rows = await db.sql`
      select s.state, s.error ->> 'error_type' as error_type from tasker.workflow_steps s order by s.step_uuid`;
    same([...rows], [
      { state: "error", error_type: "result_too_large" },
      { state: "complete", error_type: null },
    ]);
  });

  Deno.test(`${door}() cuts an error of 10 MB`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, templateOf({ a: [] }));
    const [step] = await startAndClaim(db);
    const error = { message: "x".repeat(10 * MEGABYTE), error_type: "Timeout", retryable: false };
    const results = JSON.stringify([{ step_uuid: step, attempt: 1, success: false, error }]);
    await db.sql`select * from ${db.sql(`tasker_v1.${door}`)}(${WORKER}, ${results}::text::jsonb)`;
    await db.sql`select * from tasker_v1.process_step_results(${[step!]}::uuid[])`;

    const [row] = await db.sql`
      select s.state, s.error ->> 'error_type' as error_type, length(s.error::text) < 2000 as is_short
        from tasker.workflow_steps s`;
    same({ ...row }, { state: "error", error_type: "Timeout", is_short: true });
  });
}

/** Failures of careless workers, and the seconds until the retry; null is what the template says. */
const CARELESS: Readonly<Record<string, readonly [failure: string, delay: number | null]>> = {
  "no error": ["", null],
  "an error of null": [', "error": null', null],
  "an error that is text": [', "error": "boom"', null],
  "an error that is an array": [', "error": [1]', null],
  "a message that is an object": [', "error": {"message": {"a": 1}}', null],
  "a retryable that is text": [', "error": {"retryable": "maybe"}', null],
  "a retry after -5 seconds": [', "retry_after_seconds": -5', 0],
  "a retry after 1e400 seconds": [', "retry_after_seconds": 1e400', 31_536_000],
  "a retry after some words": [', "retry_after_seconds": "soon"', null],
};

Deno.test("a failure that a careless worker reports is recorded and retried", async (test) => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [], b: [] }));
  for (const [what, [failure, delay]] of Object.entries(CARELESS)) {
    await test.step(what, async () => {
      const [inline, queued] = await startAndClaim(db);
      const body = (step: string) => `[{"step_uuid": "${step}", "attempt": 1, "success": false${failure}}]`;
      await db.sql`select * from tasker_v1.complete_steps(${WORKER}, ${body(inline!)}::text::jsonb)`;
      await db.sql`select * from tasker_v1.submit_step_results(${WORKER}, ${body(queued!)}::text::jsonb)`;
      await db.sql`select * from tasker_v1.process_step_results(${[queued!]}::uuid[])`;

      const rows = await db.sql`
        select s.state, jsonb_typeof(s.error) as error,
               extract(epoch from w.due_at - s.last_failure_at)::float8 as delay
          from tasker.workflow_steps s
          join tasker.timers w on w.waiter_uuid = s.step_uuid
         where s.step_uuid = any (${[inline!, queued!]}::uuid[])`;
      same(rows.map(({ state, error }) => `${state} ${error}`), Array(2).fill("waiting_for_retry object"));
      if (delay !== null) same(rows.map((row) => row.delay), [delay, delay]);
    });
  }
});
