import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Sql } from "postgres";
import { only } from "../../../orchestration/calls/call.ts";
import { TestDatabase } from "../../_support/database.ts";
import { claim, claimOne, createTask, createTasks, failed, stepOf, text, W1 } from "./_engine.ts";
import { DIAMOND, LINEAR, register, SINGLE, template } from "./_templates.ts";

/** A row of `tasker.packed_claims`, its texts taken apart; null what it leaves out. */
type Packed = Readonly<Record<string, string[] | null>>;

/** A step that somebody runs. */
interface Running {
  readonly step_uuid: string;
  readonly attempt: number;
}

/** Completes attempts as a worker does. */
async function complete(
  sql: Sql,
  successes: readonly (readonly [Running, unknown])[],
  options: { readonly failures?: readonly unknown[]; readonly take?: number } = {},
): Promise<Packed> {
  const { failures, take = 10 } = options;
  const results = successes.map(([step, result]) => [`${step.step_uuid}/${step.attempt}`, result]);
  const row = only(
    await sql`
      select *
        from tasker_v1.complete_steps_packed(
               ${W1}, ${successes.map(([step]) => step.step_uuid)}::uuid[], ${
      text(Object.fromEntries(results))
    }::text::jsonb,
               ${failures === undefined ? null : text(failures)}::text::jsonb, ${take})`,
  );
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value).split("\x1e")]),
  );
}

async function resultsOf(sql: Sql, ...steps: readonly Running[]): Promise<unknown[]> {
  const rows = await sql`
    select s.results, s.state, s.error ->> 'error_type' as error_type
      from tasker.workflow_steps s
     where s.step_uuid = any (${steps.map((step) => step.step_uuid)}::uuid[])
     order by s.step_uuid`;
  return rows.map(({ results, state, error_type }) => error_type ?? [state, results]);
}

/** The task of a step. */
const taskOf = (stepUuid: string): string => `${stepUuid.slice(0, -4)}0000`;

/** Steps of new tasks of one step, claimed. */
async function begin(sql: Sql, count: number): Promise<Running[]> {
  await register(sql, SINGLE);
  await createTasks(sql, ...Array.from({ length: count }, () => ({ name: "single" })));
  return await claim(sql);
}

Deno.test("complete_steps_packed() names the only parent of a step instead of its result, and no task", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  const task = await createTask(db.sql, "linear", { context: { n: 1 } });
  const taken = await complete(db.sql, [[await claimOne(db.sql), { a: 1 }]]);
  const [work] = taken.work_ids!;
  const [row] = await db
    .sql`select tasker_v1.get_works(array[${work!}::text::bigint]) -> ${work!} ->> 3 as step`;
  assertEquals([taken.step_uuids, taken.parents], [[await stepOf(db.sql, task, "b")], ["1"]]);
  assertEquals(row?.step, "b");
  assertEquals([taken.attempts, taken.dependencies, taken.contexts, taken.places], [null, null, null, null]);
});

Deno.test("complete_steps_packed() tells what a step with several parents depends on, whatever comes along with it", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, DIAMOND, LINEAR);
  const [joined, chained] = [await createTask(db.sql, "diamond"), await createTask(db.sql, "linear")];
  const [first, second] = await claim(db.sql);
  const [a, start] = first!.task_uuid === joined ? [first, second] : [second, first];
  const { step_uuids } = await complete(db.sql, [[a!, 0]]);
  const [b, c] = step_uuids!.map((step_uuid) => ({ step_uuid, attempt: 1 }));
  const taken = await complete(db.sql, [[c!, "C"], [start!, null], [b!, { x: "B" }]]);
  const steps = [await stepOf(db.sql, joined, "d"), await stepOf(db.sql, chained, "b")].sort();
  assertEquals(taken.step_uuids, steps);
  assertEquals(taken.parents, steps[0]?.startsWith(joined.slice(0, -4)) ? ["", "1"] : ["1", ""]);
  assertEquals(taken.dependencies?.map((one) => JSON.parse(one)), [{ b: { x: "B" }, c: "C" }]);
});

Deno.test("complete_steps_packed() tells the steps of several namespaces in the order of what they depend on", async () => {
  await using db = await TestDatabase.create();
  const join = { a: {}, b: {}, c: { needs: ["a", "b"] } };
  await register(db.sql, template("join", join), template("join", join, { namespace: "other" }));
  const namespaces = ["flow", "other"];
  for (let i = 0; i < 10; i += 1) {
    await createTasks(db.sql, { name: "join", namespace: "other" }, { name: "join", namespace: "flow" });
  }
  const roots = await claim(db.sql, { namespaces });
  const taken = await complete(db.sql, roots.map((step) => [step, step.task_uuid]), { take: 20 });
  assertEquals(taken.step_uuids?.length, 20);
  const told = taken.dependencies!.map((one) => JSON.parse(one));
  assertEquals(told, taken.step_uuids!.map((uuid) => ({ a: taskOf(uuid), b: taskOf(uuid) })));
});

Deno.test("complete_steps_packed() records failures beside successes", async () => {
  await using db = await TestDatabase.create();
  const [good, bad] = await begin(db.sql, 2);
  const failure = failed(bad as never, { error_type: "odd", retryable: false });
  await complete(db.sql, [[good!, { ok: 1 }]], { failures: [failure] });
  assertEquals((await resultsOf(db.sql, good!, bad!)).sort(), [["complete", { ok: 1 }], "odd"]);
});

Deno.test("complete_steps_packed() makes a failure of a result that is too large, and keeps the others", async () => {
  await using db = await TestDatabase.create();
  await db.sql`update tasker.settings set max_result_bytes = 70000`;
  const [small, large, other] = await begin(db.sql, 3);
  const [big, fitting] = [72_000, 65_000].map((length) => "x".repeat(length));
  await complete(db.sql, [[small!, 1], [large!, big], [other!, fitting]]);
  assertEquals(await resultsOf(db.sql, large!), ["result_too_large"]);
  assertEquals((await resultsOf(db.sql, small!, other!)).length, 2);
  assertEquals(await resultsOf(db.sql, small!), [["complete", 1]]);
  assertEquals(await resultsOf(db.sql, other!), [["complete", fitting]]);
});

Deno.test("complete_steps_packed() ignores a stale attempt, and one whose result is not there", async () => {
  await using db = await TestDatabase.create();
  const [stale, absent] = await begin(db.sql, 2);
  await complete(db.sql, [[{ ...stale!, attempt: 2 }, 1]]);
  await db.sql`select tasker_v1.complete_steps_packed(${W1}, array[${absent!.step_uuid}]::uuid[], '{}')`;
  assertEquals(await resultsOf(db.sql, stale!, absent!), [["in_progress", null], ["in_progress", null]]);
});

Deno.test("complete_steps_packed() refuses what is no object of successes, and failures that name no step", async () => {
  await using db = await TestDatabase.create();
  const call = (successes: string, failures: string | null) =>
    db.sql`select tasker_v1.complete_steps_packed(${W1}, '{}', ${successes}::text::jsonb, ${failures}::text::jsonb)`;
  assertEquals(
    (await assertRejects(() => call("[]", null), Error, "the successes must be a JSON object") as {
      code?: string;
    }).code,
    "TK001",
  );
  await assertRejects(() => call("{}", '[{"success": false}]'), Error, "it names no step and attempt");
  await assertRejects(() => call("{}", '"odd"'), Error, "they must be a JSON array");
});

Deno.test("start_tasks_packed() leaves out tasks that are what was asked for, and tells those that were filled up", async () => {
  await using db = await TestDatabase.create();
  const filled = { input_schema: { type: "object", properties: { n: { type: "integer", default: 7 } } } };
  await register(db.sql, SINGLE, template("filled", { only: {} }, filled));
  const start = async (name: string) =>
    only(
      await db.sql`
        select (s.claims).* from tasker_v1.start_tasks_packed(
          ${W1}, ${text([{ namespace: "flow", name, context: {} }])}::text::jsonb) s`,
    );
  const plain = await start("single");
  assertEquals([plain.attempts, plain.contexts, plain.parents, plain.dependencies], [null, null, null, null]);
  assertEquals((await start("filled")).contexts, '{"n": 7}');
});

Deno.test("get_works() tells what attempts share, and leaves out what it does not know", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR);
  const rows = await db.sql`
    select tasker_v1.get_works(array_agg(tasker.work_id(n.named_task_id, n.position, 3::smallint)) || 99::bigint) as works
      from tasker.named_tasks_named_steps n`;
  const works = Object.values(rows[0]?.works as Record<string, unknown[]>);
  assertEquals(works.map((work) => [...work.slice(0, 5), work[7], work.at(-1)]), [
    ["flow", "linear", "1.0.0", "a", "flow.a", 3, true],
    ["flow", "linear", "1.0.0", "b", "flow.b", 3, true],
    ["flow", "linear", "1.0.0", "c", "flow.c", 3, false],
  ]);
  const [none] = await db.sql`select tasker_v1.get_works('{}') as works`;
  assertEquals(none?.works, {});
});

Deno.test("a step that was taken along takes its place in the queue when it is handed back", async (t) => {
  const ways = {
    "released": (sql: Sql, step: string) =>
      sql`select tasker_v1.release_steps(${W1}, array[${step}]::uuid[])`,
    "its lease is over": async (sql: Sql, step: string) => {
      await sql`update tasker.step_queue set leased_until = '-infinity' where step_uuid = ${step}`;
      await sql`select tasker_v1.recover_expired_leases(10)`;
    },
  };
  for (const [way, giveBack] of Object.entries(ways)) {
    await t.step(way, async () => {
      await using db = await TestDatabase.create();
      await register(db.sql, LINEAR);
      await createTask(db.sql, "linear");
      const { step_uuids } = await complete(db.sql, [[await claimOne(db.sql), null]]);
      const rankOf = async () =>
        only(await db.sql`select q.rank, coalesce(q.rank, q.taken_rank) as own from tasker.step_queue q`);
      const { rank, own } = await rankOf();
      assertEquals(rank, null);
      await giveBack(db.sql, step_uuids![0]!);
      assertEquals((await rankOf()).rank, own);
      assert(own !== null);
      assertEquals((await claimOne(db.sql)).step_uuid, step_uuids![0]);
    });
  }
});
