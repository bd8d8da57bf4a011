import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import { createTask, runToEnd } from "./_engine.ts";
import { meet } from "./_sessions.ts";
import { register, SINGLE } from "./_templates.ts";

/** Where the rows of the history are. */
async function homes(sql: Sql): Promise<string[]> {
  const rows = await sql`
    select distinct x.home from (
      select l.tableoid::regclass::text as home from tasker.task_transition_log l
      union all
      select l.tableoid::regclass::text from tasker.step_transition_log l) x
     order by x.home`;
  return rows.map((row) => row.home);
}

/** How many partitions ensure_partitions() makes. */
async function ensure(sql: Sql, weeks?: number): Promise<number> {
  const [row] = weeks === undefined
    ? await sql`select tasker_v1.ensure_partitions() as made`
    : await sql`select tasker_v1.ensure_partitions(${weeks}) as made`;
  return row?.made;
}

Deno.test("migrate makes partitions: today's history lands in this week's", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  await createTask(db.sql, "single");
  await runToEnd(db.sql);
  const [week] = await db.sql`select to_char(now() at time zone 'UTC', 'IYYY"w"IW') as name`;
  assertEquals(await homes(db.sql), [
    `tasker.step_transition_log_${week?.name}`,
    `tasker.task_transition_log_${week?.name}`,
  ]);
});

Deno.test("ensure_partitions() makes what is missing for this week and the weeks ahead, once", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2031-05-07T12:00:00Z");
  assertEquals(await ensure(clock, 3), 8);
  assertEquals(await ensure(clock, 3), 0);
  await moveClock(clock, "2031-05-14T12:00:00Z");
  assertEquals(await ensure(clock, 3), 2);
  await register(clock, SINGLE);
  await createTask(clock, "single");
  await runToEnd(clock);
  assertEquals(await homes(clock), [
    "tasker.step_transition_log_2031w20",
    "tasker.task_transition_log_2031w20",
  ]);
});

Deno.test("ensure_partitions() begins weeks on Monday in UTC, whatever the session's zone", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2031-05-11T23:59:59Z");
  await clock`set time zone 'Pacific/Auckland'`;
  await ensure(clock, 0);
  const [row] = await clock`select to_regclass('tasker.task_transition_log_2031w19') is not null as made`;
  assertEquals(row?.made, true);
});

Deno.test("ensure_partitions() leaves a week alone whose moves lie in the default partition", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2031-05-07T12:00:00Z");
  await register(clock, SINGLE);
  await createTask(clock, "single");
  await runToEnd(clock);
  assertEquals(await homes(clock), [
    "tasker.step_transition_log_default",
    "tasker.task_transition_log_default",
  ]);
  assertEquals(await ensure(clock, 1), 2);
});

Deno.test("ensure_partitions() may run in two sessions at once", async () => {
  await using db = await TestDatabase.create();
  const made = await meet(db, (sql) => ensure(sql, 0), (sql) => ensure(sql, 0), "2031-05-07T12:00:00Z");
  assertEquals(made, 0);
});
