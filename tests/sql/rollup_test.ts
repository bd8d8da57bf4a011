/** Sums of the history: they change no answer, only what it costs. */
import { deepStrictEqual as same, ok } from "node:assert/strict";
import type { Sql } from "postgres";
import { copyTask } from "../../bench/systems/history.ts";
import { TestDatabase } from "../_support/database.ts";
import { claim, createTask, finish, register, templateOf } from "../_support/fixtures.ts";
import { SERVERS } from "../_support/servers.ts";
import { until } from "../_support/waiting.ts";

const WORKER = "00000000-0000-7000-8000-000000000001";

/** Sums up until nothing is left: a transaction anywhere on the server that writes and stays open may hold it up. */
async function rollUp(sql: Sql): Promise<void> {
  await until(async () => {
    await sql`select tasker_v1.run_rollup()`;
    const [row] = await sql`
      select r.floor_id >= o.last_value as is_done from tasker.current_rollup() r, tasker.history_order o`;
    return row?.is_done === true;
  }, { deadlineMs: 60_000 });
}

/** What differs between the tally and a count of the tables. */
async function differences(sql: Sql): Promise<unknown[]> {
  return [
    ...await sql`
      select kind, name, sum(n)::int as too_many
        from (select kind, name, rows_count as n from tasker.current_tally()
              union all select kind, name, -rows_count from tasker.counted_rows()) d
       group by 1, 2 having sum(n) <> 0`,
  ];
}

/** Registers a diamond whose steps may fail for good, and one delayed. */
async function prepare(sql: Sql): Promise<void> {
  await register(
    sql,
    templateOf({ a: [], b: ["a"], c: ["a"], d: ["b", "c"] }, { each: { retry: { max_attempts: 2 } } }),
  );
}

/** Moves tasks through completions, retries, failures, cancellations, operator verbs and starts by a worker. */
async function live(sql: Sql): Promise<void> {
  for (let i = 0; i < 4; i += 1) await createTask(sql);
  await createTask(sql, { run_at: "2999-01-01T00:00:00Z" });
  await finish(sql, WORKER, await claim(sql, WORKER, 3));
  await finish(sql, WORKER, await claim(sql, WORKER, 1), { error: { message: "not now", retryable: true } });
  await finish(sql, WORKER, await claim(sql, WORKER, 2), { error: { message: "never", retryable: false } });
  await finish(sql, WORKER, await claim(sql, WORKER, 4));
  await claim(sql, WORKER, 1);
  const cancelled = await createTask(sql);
  await sql`select * from tasker_v1.cancel_tasks(array[${cancelled}]::uuid[], 'no need')`;
}

/** A period's metrics, less the time they were asked at. */
async function metrics(sql: Sql, since: Date): Promise<Record<string, unknown>> {
  const [row] = await sql`select * from tasker_v1.get_analytics_metrics(${since.toISOString()}::timestamptz)`;
  const { calculated_at: _, ...figures } = row!;
  return figures;
}

for (const server of SERVERS) {
  Deno.test(`get_system_health_counts() equals a count of the tables at every moment (PostgreSQL ${server})`, async () => {
    await using db = await TestDatabase.create({ server });
    await prepare(db.sql);
    await live(db.sql);
    same(await differences(db.sql), [], "without sums");
    await rollUp(db.sql);
    same(await differences(db.sql), [], "right after");
    for (let i = 0; i < 3; i += 1) {
      await live(db.sql);
      same(await differences(db.sql), [], "with moves since");
      await rollUp(db.sql);
      same(await differences(db.sql), [], "summed up again");
    }
    const [row] = await db.sql`select count(*)::int as rolled from tasker.current_rollup()`;
    same(row, { rolled: 1 });
  });

  Deno.test(`run_rollup() neither misses nor doubles what commits late (PostgreSQL ${server})`, async () => {
    await using db = await TestDatabase.create({ server });
    await prepare(db.sql);
    await createTask(db.sql);
    await rollUp(db.sql);
    const late = db.connect();
    await late.begin(async (tx) => {
      await tx`savepoint one`;
      await createTask(tx as unknown as Sql);
      await createTask(db.sql);
      await db.sql`select tasker_v1.run_rollup()`;
      await db.sql`select tasker_v1.run_rollup()`;
      same(await differences(db.sql), [], "while it is open");
    });
    same(await differences(db.sql), [], "once it has committed");
    await rollUp(db.sql);
    same(await differences(db.sql), [], "once it is summed up");
  });
}

Deno.test("run_rollup() does nothing in a transaction that has written", async () => {
  await using db = await TestDatabase.create();
  await prepare(db.sql);
  await db.sql.begin(async (tx) => {
    await createTask(tx as unknown as Sql);
    same([...await tx`select tasker_v1.run_rollup() as has_more`], [{ has_more: true }]);
  });
  same([...await db.sql`select horizon from tasker.rollup`], [{ horizon: null }]);
});

Deno.test("sums that a restore copied are not trusted, and made anew", async () => {
  await using db = await TestDatabase.create();
  await prepare(db.sql);
  await live(db.sql);
  await rollUp(db.sql);
  await db.sql`update tasker.rollup set rolled_at = rolled_at`; // another transaction's row, as after a restore
  await db.sql`update tasker.tally set rows_count = 77`;
  same((await db.sql`select from tasker.current_rollup()`).length, 0);
  same(await differences(db.sql), []);
  await rollUp(db.sql);
  same((await db.sql`select from tasker.current_rollup()`).length, 1);
  same(await differences(db.sql), []);
});

Deno.test("run_rollup(true) counts anew what somebody changed by hand", async () => {
  await using db = await TestDatabase.create();
  await prepare(db.sql);
  await live(db.sql);
  await rollUp(db.sql);
  await db.sql`update tasker.tally set rows_count = rows_count + 5 where kind = 'step'`;
  ok((await differences(db.sql)).length > 0);
  await db.sql`select tasker_v1.run_rollup(true)`;
  same(await differences(db.sql), []);
});

Deno.test("archive_tasks() takes deleted tasks out of the sums, and leaves those that are not in them yet", async () => {
  await using db = await TestDatabase.create();
  await prepare(db.sql);
  await live(db.sql);
  await rollUp(db.sql);
  const summed = await createTask(db.sql);
  await db.sql`select * from tasker_v1.cancel_tasks(array[${summed}]::uuid[], 'no need')`;
  await rollUp(db.sql);
  const unsummed = await createTask(db.sql);
  await db.sql`select * from tasker_v1.cancel_tasks(array[${unsummed}]::uuid[], 'no need')`;
  const left = await until(async () => {
    await db.sql`select tasker_v1.archive_tasks('1 ms')`;
    const rows = await db
      .sql`select t.task_uuid from tasker.tasks t where t.task_uuid in (${summed}, ${unsummed})`;
    return rows.some(({ task_uuid }) => task_uuid === summed) ? undefined : rows;
  });
  same(left.map(({ task_uuid }) => task_uuid), [unsummed]);
  same(await differences(db.sql), []);
  await rollUp(db.sql);
  same(await differences(db.sql), []);
});

Deno.test("get_analytics_metrics() says the same with sums as without, for any period", async () => {
  await using db = await TestDatabase.create();
  await prepare(db.sql);
  const periods = [3_600_000, 60_000, 2_000, 0].map((ms) => new Date(Date.now() - ms));
  const ask = () => Promise.all(periods.map((since) => metrics(db.sql, since)));
  await live(db.sql);
  await rollUp(db.sql);
  await live(db.sql);
  const withBoth = await ask();
  await rollUp(db.sql);
  const withSums = await ask();
  await db.sql`update tasker.rollup set rolled_at = rolled_at`;
  const fromHistory = await ask();
  same(withBoth, fromHistory);
  same(withSums, fromHistory);
  ok(Number(fromHistory[0]!.error_count) > 0 && Number(fromHistory[0]!.step_throughput) > 10);
});

Deno.test("get_analytics_metrics() takes a failure back when the task completes, sums or not", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [] }, { each: { retry: { retryable: false } } }));
  const task = await createTask(db.sql);
  await finish(db.sql, WORKER, await claim(db.sql, WORKER), { error: { message: "no", retryable: false } });
  await rollUp(db.sql);
  const since = new Date(Date.now() - 60_000);
  same((await metrics(db.sql, since)).error_count, "1");
  const [step] = await db.sql`select s.step_uuid from tasker.steps_of(${task}) s`;
  await db.sql`select * from tasker_v1.reset_step_for_retry(${step!.step_uuid}, 'ada', 'again')`;
  await finish(db.sql, WORKER, await claim(db.sql, WORKER));
  for (const _ of ["since the sums", "in the sums"]) {
    const { error_count, completion_count } = await metrics(db.sql, since);
    same({ error_count, completion_count }, { error_count: "0", completion_count: "1" });
    await rollUp(db.sql);
  }
});

Deno.test("get_slowest_steps() says the same with sums as without, of many steps of one hour", async () => {
  await using db = await TestDatabase.create();
  await prepare(db.sql);
  const model = await createTask(db.sql);
  for (let i = 0; i < 3; i += 1) await finish(db.sql, WORKER, await claim(db.sql, WORKER));
  const began = new Date();
  await copyTask(db.sql, model, 300);
  await db.sql`
    update tasker.workflow_steps s
       set last_attempted_at = s.completed_at - (('x' || substr(md5(s.step_uuid::text), 1, 4))::bit(16)::int / 100) * interval '1 ms'`;
  await rollUp(db.sql);
  const [kept] = await db
    .sql`select count(*)::int as steps, (select count(*)::int from tasker.slow_step_limits) as limits from tasker.slow_steps`;
  same(kept, { steps: 200, limits: 4 });
  const ask = (args: string) =>
    db.sql.unsafe(`select workflow_step_uuid, duration_seconds from tasker_v1.get_slowest_steps(${args})`)
      .values();
  const all = [
    "limit_count => 10",
    "limit_count => 50",
    "limit_count => 51",
    "task_name_filter => 'order'",
    "null, 5, 'nowhere'",
    `'${began.toISOString()}'`,
    "now() + interval '1 hour'",
  ];
  const withSums = [];
  for (const args of all) withSums.push([...await ask(args)]);
  await db.sql`update tasker.rollup set rolled_at = rolled_at`;
  for (const [i, args] of all.entries()) same(withSums[i], [...await ask(args)], args);
});

Deno.test("run_rollup() turns seconds of the day before yesterday into minutes and loses nothing", async () => {
  await using db = await TestDatabase.create();
  await prepare(db.sql);
  await live(db.sql);
  await rollUp(db.sql);
  await db.sql`
    insert into tasker.activity
    select date_trunc('hour', now() - interval '50 hours') + i * interval '1 s', 1, 1, 1, 2.5, 3, 2, 1 from generate_series(0, 119) i`;
  const sum = () =>
    db.sql`select sum(created_count)::int as created, sum(task_seconds)::float8 as seconds, sum(steps_count)::int as steps from tasker.activity`;
  const before = [...await sum()];
  await db
    .sql`update tasker.rollup set compacted_until = '-infinity', written_by = (pg_current_xact_id()::text)::bigint`;
  await db.sql`select tasker_v1.run_rollup()`;
  same([...await sum()], before);
  const old = await db.sql`select from tasker.activity where starts_at < now() - interval '40 hours'`;
  same(old.length, 2);
});

/** Blocks that a statement reads, in all of its functions. */
async function blocksOf(sql: Sql, call: string): Promise<number> {
  for (let i = 0; i < 3; i += 1) await sql.unsafe(call);
  const [row] = await sql.unsafe(`explain (analyze, buffers, timing off, format json) ${call}`);
  const plan = row!["QUERY PLAN"][0].Plan;
  return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
}

Deno.test("what health counts, metrics and slowest steps read does not grow with the history", async () => {
  await using db = await TestDatabase.create({ invariants: false });
  const sql = db.connect();
  await prepare(sql);
  const model = await createTask(sql);
  for (let i = 0; i < 3; i += 1) await finish(sql, WORKER, await claim(sql, WORKER));
  const calls = ["get_system_health_counts()", "get_analytics_metrics()", "get_slowest_steps()"];
  const read = async () => {
    await rollUp(sql);
    const blocks: number[] = [];
    for (const call of calls) blocks.push(await blocksOf(sql, `select * from tasker_v1.${call}`));
    return blocks;
  };
  await copyTask(sql, model, 2_000);
  const small = await read();
  await copyTask(sql, model, 20_000);
  const large = await read();
  for (const [i, call] of calls.entries()) {
    ok(large[i]! <= small[i]! * 1.5 + 50, `${call} read ${small[i]} blocks, then ${large[i]}`);
  }
});
