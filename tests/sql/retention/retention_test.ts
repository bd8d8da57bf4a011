import { assertEquals } from "@std/assert";
import type { Queryable } from "../../../sql/connect.ts";
import { TestDatabase } from "../../_support/database.ts";
import { SERVERS } from "../../_support/servers.ts";
import { backendPid, blockedOn } from "../../_support/waiting.ts";
import { configure } from "../dlq/_stale.ts";
import { claimOne, complete, createTask, failed, refusal, runToEnd, taskState } from "../flow/_engine.ts";
import { LINEAR, register, SINGLE, template } from "../flow/_templates.ts";

/** Tasks get uuids by the wall clock, so these tests look back from a time yet to come. */
const [NOW, SOON, LATER] = ["2031-01-06T12:00:00Z", "2031-01-20T12:00:00Z", "2031-03-10T12:00:00Z"];

/** Puts the partitions of the weeks around {@linkcode NOW} and {@linkcode LATER} in the place of today's. */
async function prepare(db: TestDatabase): Promise<void> {
  for (const { name } of await db.sql`select p.name from tasker.history_partitions() p`) {
    await db.sql`drop table tasker.${db.sql(name)}`;
  }
  for (const at of [NOW, LATER]) {
    const sql = await db.at(at);
    await sql`select tasker_v1.ensure_partitions(3)`;
  }
}

/** Names of the partitions that were made for weeks of 2031. */
async function partitions(sql: Queryable): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select p.name from tasker.history_partitions() p where p.name like 'task_%_2031w%' order by p.name`;
  return rows.map((row) => row.name.slice(-7));
}

/** Calls `archive_tasks()`. */
async function archive(sql: Queryable, keep: string, limit = 1000): Promise<number> {
  const [row] = await sql`select tasker_v1.archive_tasks(${keep}::text::interval, ${limit}) as count`;
  return row?.count;
}

/** Calls `prune_history()`. */
async function prune(sql: Queryable, keep: string): Promise<number> {
  const [row] = await sql`select tasker_v1.prune_history(${keep}::text::interval) as count`;
  return row?.count;
}

/** Rows in every table that holds something of tasks. */
async function remains(sql: Queryable): Promise<number[]> {
  const [row] = await sql`
    select (select count(*) from tasker.tasks)::int as a, (select count(*) from tasker.workflow_steps)::int as b,
           (select count(*) from tasker.task_transition_log)::int as c, (select count(*) from tasker.step_transition_log)::int as d,
           (select count(*) from tasker.tasks_dlq)::int as e, (select count(*) from tasker.task_annotations)::int as f,
           (select count(*) from tasker.troubled_tasks)::int as g`;
  return Object.values(row!);
}

for (const server of SERVERS) {
  Deno.test(`archive_tasks() deletes ended tasks with all that belongs to them, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, LINEAR, SINGLE);
    const sql = await db.at(NOW);
    const task = await createTask(sql, "linear");
    await complete(sql, [failed(await claimOne(sql), { retryable: false })]);
    await sql`select tasker_v1.create_dlq_entry(${task})`;
    await sql`insert into tasker.annotation_types (name) values ('note')`;
    await sql`insert into tasker.task_annotations (task_uuid, annotation_type_id, annotation)
              select ${task}, a.annotation_type_id, '"odd"' from tasker.annotation_types a`;
    await sql`select tasker_v1.cancel_tasks(${[task]}::uuid[])`;
    await sql`select tasker_v1.update_dlq_entry(e.dlq_entry_uuid, '{"resolution_status": "cancelled"}')
                from tasker_v1.get_dlq_entry(${task}) e`;

    assertEquals(await archive(await db.at(SOON), "15 days"), 0);
    assertEquals(await archive(await db.at(SOON), "13 days"), 1);

    assertEquals(await remains(sql), [0, 0, 0, 0, 0, 0, 0]);
  });

  Deno.test(`archive_tasks() keeps live tasks, those investigated, and those that ended lately, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, LINEAR, SINGLE);
    const sql = await db.at(NOW);
    const investigated = await createTask(sql, "single");
    await runToEnd(sql);
    await sql`select tasker_v1.create_dlq_entry(${investigated})`;
    const lately = await createTask(sql, "single");
    await runToEnd(await db.at(SOON));
    const live = await createTask(sql, "linear");

    assertEquals(await archive(await db.at(SOON), "1 day"), 0);

    const states = [];
    for (const task of [investigated, lately, live]) states.push(await taskState(sql, task));
    assertEquals(states, ["complete", "complete", "steps_in_process"]);
  });

  Deno.test(`archive_tasks() deletes a batch at a time and skips what is locked, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, SINGLE);
    const sql = await db.at(NOW);
    const first = await createTask(sql, "single");
    for (let i = 0; i < 4; i += 1) await createTask(sql, "single");
    await runToEnd(sql);
    const reader = db.connect();
    await reader`begin`;
    await reader`select from tasker.tasks t where t.task_uuid = ${first} for key share`;
    const later = await db.at(SOON);

    assertEquals([await archive(later, "1 day", 3), await archive(later, "1 day", 3)], [3, 1]);
    await reader`commit`;
    assertEquals(await archive(later, "1 day", 3), 1);
  });

  Deno.test(`archive_tasks() leaves a task alone of which somebody has a step, and waits for nobody, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, SINGLE);
    const sql = await db.at(NOW);
    const [held] = [await createTask(sql, "single"), await createTask(sql, "single")];
    await runToEnd(sql);
    const later = await db.at(LATER);
    await db.sql.begin(async (operator) => {
      await operator`select from tasker.workflow_steps s where s.task_uuid = ${held} for update`;
      assertEquals(await archive(later, "1 day"), 1);
      // steps before tasks, as everybody: this would be the other half of a deadlock
      await operator`select from tasker.tasks t where t.task_uuid = ${held} for update nowait`;
    });
    assertEquals(await archive(later, "1 day"), 1);
  });

  Deno.test(`archive_tasks() spares a task that comes under investigation, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, SINGLE);
    const sql = await db.at(NOW);
    const task = await createTask(sql, "single");
    await runToEnd(sql);
    const later = await db.at(LATER);
    await db.sql.begin(async (operator) => {
      await operator`select tasker_v1.create_dlq_entry(${task})`;
      assertEquals(await archive(later, "1 day"), 0);
    });
    assertEquals(await archive(later, "1 day"), 0);
  });

  Deno.test(`archive_tasks() frees the idempotency key of what it deletes, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, SINGLE);
    const sql = await db.at(NOW);
    const first = await createTask(sql, "single", { idempotency_key: "k" });
    await runToEnd(sql);
    await archive(await db.at(SOON), "1 day");
    const second = await createTask(sql, "single", { idempotency_key: "k" });
    assertEquals(first === second, false);
  });

  Deno.test(`prune_history() drops the weeks that are older than is kept, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await prepare(db);
    await register(db.sql, LINEAR);
    const task = await createTask(await db.at(NOW), "linear");
    await runToEnd(await db.at(NOW));
    const later = await db.at(LATER);

    assertEquals(await prune(later, "40 days"), 6);

    assertEquals(await partitions(db.sql), ["2031w05", "2031w11", "2031w12", "2031w13", "2031w14"]);
    const [row] = await db.sql`select count(*)::int as count from tasker_v1.get_task_transitions(${task})`;
    assertEquals([row?.count, await taskState(db.sql, task)], [0, "complete"]);
    assertEquals(await prune(later, "40 days"), 0);
  });

  Deno.test(`prune_history() keeps every week that a live task needs, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await prepare(db);
    await register(db.sql, LINEAR);
    await createTask(await db.at("2031-01-14T12:00:00Z"), "linear");
    const later = await db.at(LATER);

    assertEquals(await prune(later, "10 days"), 2);
    assertEquals((await partitions(db.sql))[0], "2031w03");

    await runToEnd(later);
    assertEquals(await prune(later, "10 days"), 6);
  });

  Deno.test(`prune_history() gives way to a statement that reads the history, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await prepare(db);
    const reader = db.connect();
    await reader`begin`;
    await reader`select from tasker.task_transition_log, tasker.step_transition_log`;
    const later = await db.at(LATER);
    const pid = await backendPid(later);
    const pruning = prune(later, "10 days");
    await Promise.race([blockedOn(db.sql, pid), pruning]);
    assertEquals(await pruning, 0);

    await reader`commit`;
    assertEquals(await prune(later, "10 days"), 8);
  });

  Deno.test(`run_retention() applies the policy, and nothing without one, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await prepare(db);
    await register(db.sql, SINGLE, template("pair", { a: {}, b: {} }));
    const sql = await db.at(NOW);
    for (const name of ["single", "pair", "single"]) await createTask(sql, name);
    await runToEnd(sql);
    const later = await db.at(LATER);
    const run = async () => {
      const [row] = await later`select * from tasker_v1.run_retention()`;
      return Object.values(row!);
    };
    const due = async () => {
      const [row] =
        await later`select extract(epoch from a.retention_due_in)::int as due from tasker_v1.get_agenda() a`;
      return row?.due;
    };

    assertEquals([await run(), await due()], [[0, 0, false], null]);
    await configure(later, { keep_tasks: "30 days", keep_history: "20 days", archive_batch: 2 });
    assertEquals(await run(), [0, 2, true]);
    assertEquals(await run(), [8, 1, false]);
    assertEquals([await remains(later), await due()], [[0, 0, 0, 0, 0, 0, 0], 3600]);
  });
}

Deno.test("archive_tasks() and prune_history() refuse a time to keep that is not positive", async () => {
  await using db = await TestDatabase.create();
  for (
    const call of [
      "archive_tasks('0')",
      "archive_tasks(null)",
      "archive_tasks('1 day', 0)",
      "prune_history('-1 day')",
    ]
  ) {
    assertEquals((await refusal(db.sql.unsafe(`select tasker_v1.${call}`))).code, "TK001", call);
  }
});
