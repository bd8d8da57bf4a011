import { assertEquals, assertMatch } from "@std/assert";
import type { Sql } from "postgres";
import { TestDatabase } from "../../_support/database.ts";
import { SERVERS } from "../../_support/servers.ts";
import {
  claimOne,
  complete,
  createTask,
  failed,
  refusal,
  runToEnd,
  stepStates,
  taskState,
  text,
} from "../flow/_engine.ts";
import { register, SINGLE, template } from "../flow/_templates.ts";
import { after, createPatient, detect, entries, NOON } from "./_stale.ts";

/** Creates a patient whose first step failed for good. */
async function createFailed(sql: Sql): Promise<string> {
  const task = await createPatient(sql);
  await complete(sql, [failed(await claimOne(sql), { message: "no funds" })]);
  return task;
}

/** Calls `update_dlq_entry()`. */
async function update(
  sql: Sql,
  entry: string,
  changes: unknown,
): Promise<Record<string, unknown> | undefined> {
  const [row] = await sql`select * from tasker_v1.update_dlq_entry(${entry}, ${text(changes)}::text::jsonb)`;
  return row;
}

/** Calls `redrive_task()`. */
async function redrive(sql: Sql, task: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await sql`select * from tasker_v1.redrive_task(${task}, 'ann', 'the bank is back')`;
  return row;
}

for (const server of SERVERS) {
  Deno.test(`create_dlq_entry() opens one investigation a task, by hand, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, SINGLE);
    const task = await createTask(db.sql, "single");
    const open = () =>
      db.sql`select tasker_v1.create_dlq_entry(${task}, p_metadata => '{"by": "ann"}') as uuid`;

    const [[first], [second]] = [await open(), await open()];

    const [entry, ...more] = await entries(db.sql);
    assertEquals([entry?.dlq_entry_uuid, second?.uuid, more], [first?.uuid, null, []]);
    assertEquals([entry?.dlq_reason, entry?.metadata, entry?.original_state], [
      "manual_dlq",
      { by: "ann" },
      "steps_in_process",
    ]);
    await runToEnd(db.sql);
    assertEquals(await taskState(db.sql, task), "complete");
  });

  Deno.test(`update_dlq_entry() notes and closes, and leaves the task alone, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    const sql = await db.at(NOON);
    const task = await createFailed(sql);
    await detect(sql);
    const { dlq_entry_uuid: uuid } = (await entries(sql))[0]!;
    const noted = await update(sql, uuid, { resolution_notes: "asked the bank", metadata: { ticket: 12 } });
    assertEquals([noted?.resolution_status, noted?.resolution_timestamp], ["pending", null]);

    const later = await db.at(after(30));
    const closed = await update(later, uuid, { resolution_status: "permanently_failed", resolved_by: "ann" });

    assertEquals(
      [
        closed?.resolution_status,
        closed?.resolution_timestamp,
        closed?.resolved_by,
        closed?.resolution_notes,
      ],
      ["permanently_failed", new Date(after(30)), "ann", "asked the bank"],
    );
    assertEquals((closed?.metadata as { ticket: number }).ticket, 12);
    assertEquals(await taskState(sql, task), "blocked_by_failures");
    const refused = await refusal(update(sql, uuid, { resolution_status: "pending" }));
    assertEquals(refused.code, "TK205");
  });

  Deno.test(`redrive_task() gives every failed step of a live task new attempts, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(
      db.sql,
      template("twins", {
        a: { retry: { max_attempts: 1 } },
        b: { retry: { max_attempts: 1 } },
        c: { needs: ["a", "b"] },
      }),
    );
    const task = await createTask(db.sql, "twins");
    for (let i = 0; i < 2; i += 1) await complete(db.sql, [failed(await claimOne(db.sql, { limit: 1 }))]);
    await detect(db.sql);

    const answer = await redrive(db.sql, task);

    const [entry] = await entries(db.sql);
    assertEquals([answer?.redriven_task_uuid, answer?.is_new, answer?.dlq_entry_uuid], [
      task,
      false,
      entry?.dlq_entry_uuid,
    ]);
    assertEquals((answer?.reset_step_uuids as string[]).length, 2);
    assertEquals([entry?.resolution_status, entry?.resolved_by], ["manually_resolved", "ann"]);
    assertEquals(await stepStates(db.sql, task), { a: "enqueued", b: "enqueued", c: "pending" });
    await runToEnd(db.sql);
    assertEquals(await taskState(db.sql, task), "complete");
  });

  Deno.test(`redrive_task() puts a new task in the place of one that is over, once, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    const task = await createFailed(db.sql);
    await detect(db.sql);
    await db.sql`select tasker_v1.give_up_task(${task}, 'ann', 'too late')`;

    const answer = await redrive(db.sql, task);

    const clone = answer?.redriven_task_uuid as string;
    assertEquals([answer?.is_new, answer?.reset_step_uuids], [true, []]);
    const [old, young] = [
      await db.sql`select * from tasker_v1.get_task(${task})`,
      await db.sql`select * from tasker_v1.get_task(${clone})`,
    ].map(([row]) => row);
    assertEquals([young?.context, young?.tags, young?.priority, young?.version], [
      { order: 7 },
      ["vip"],
      3,
      "1.0.0",
    ]);
    assertEquals([young?.parent_correlation_id, old?.status], [old?.correlation_id, "error"]);
    assertMatch(young?.reason, /the bank is back/);
    assertEquals((await entries(db.sql))[0]?.metadata["redriven_task_uuid"], clone);

    const again = await refusal(redrive(db.sql, task));
    assertEquals([again.code, again.detail], ["TK202", `Task "${clone}" took its place.`]);
    await runToEnd(db.sql);
    assertEquals(await taskState(db.sql, clone), "complete");
  });

  Deno.test(`redrive_task() makes a new task also where the same context gives the same task, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, template("strict", { a: {} }, { identity_strategy: "strict" }));
    const task = await createTask(db.sql, "strict", { context: { n: 1, nothing: null } });
    await db.sql`select tasker_v1.cancel_tasks(${[task]}::uuid[])`;

    const clone = (await redrive(db.sql, task))?.redriven_task_uuid as string;

    const [row] = await db.sql`select t.context from tasker_v1.get_task(${clone}) t`;
    assertEquals([clone === task, row?.context], [false, { n: 1, nothing: null }]);
  });
}

Deno.test("redrive_task() refuses what did not fail", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single");
  assertEquals((await refusal(redrive(db.sql, task))).code, "TK202");
  await runToEnd(db.sql);
  assertEquals((await refusal(redrive(db.sql, task))).code, "TK202");
  assertEquals((await refusal(redrive(db.sql, crypto.randomUUID()))).code, "TK101");
});

Deno.test("list_dlq_entries() filters and pages", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const tasks: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const sql = await db.at(after(i));
    const task = await createTask(sql, "single");
    await sql`select tasker_v1.create_dlq_entry(${task})`;
    tasks.push(task);
  }
  const [first] = await entries(db.sql);
  await update(db.sql, first!.dlq_entry_uuid, { resolution_status: "cancelled" });
  const list = async (status: string | null, limit: number, offset: number, reason: string | null = null) =>
    (await db
      .sql`select e.task_uuid from tasker_v1.list_dlq_entries(${status}, ${limit}, ${offset}, ${reason}) e`)
      .map((row) => tasks.indexOf(row.task_uuid));

  assertEquals(await list(null, 50, 0), [2, 1, 0]);
  assertEquals(await list("pending", 50, 0), [1, 0]);
  assertEquals(await list(null, 1, 1, "manual_dlq"), [1]);
  assertEquals(await list(null, 50, 0, "staleness_timeout"), []);
});

Deno.test("the investigations' functions refuse nonsense", async () => {
  await using db = await TestDatabase.create();
  const task = await createPatient(db.sql);
  const unknown = crypto.randomUUID();
  const cases: [string, string][] = [
    ["select * from tasker_v1.list_dlq_entries('open')", "TK001"],
    ["select * from tasker_v1.list_dlq_entries(p_reason => 'bad')", "TK001"],
    ["select * from tasker_v1.list_dlq_entries(p_limit => 0)", "TK001"],
    ["select * from tasker_v1.list_dlq_entries(p_offset => -1)", "TK001"],
    [`select * from tasker_v1.get_dlq_entry('${task}')`, "TK106"],
    [`select * from tasker_v1.get_dlq_entry('${unknown}')`, "TK101"],
    [`select * from tasker_v1.create_dlq_entry('${unknown}')`, "TK101"],
    [`select * from tasker_v1.create_dlq_entry('${task}', 'because')`, "TK001"],
    [`select * from tasker_v1.update_dlq_entry('${unknown}', '{}')`, "TK106"],
    [`select * from tasker_v1.update_dlq_entry('${unknown}', '[]')`, "TK001"],
    [`select * from tasker_v1.update_dlq_entry('${unknown}', '{"status": "pending"}')`, "TK001"],
    [`select * from tasker_v1.update_dlq_entry('${unknown}', '{"metadata": 1}')`, "TK001"],
    [`select * from tasker_v1.update_dlq_entry('${unknown}', '{"resolution_status": "done"}')`, "TK001"],
    ["select * from tasker_v1.get_dlq_investigation_queue(0)", "TK001"],
    ["select * from tasker_v1.run_staleness_detection(0)", "TK001"],
    [`select * from tasker_v1.configure_upkeep('{"keep": 1}')`, "TK001"],
    [`select * from tasker_v1.configure_upkeep('{"keep_tasks": "-1 day"}')`, "TK001"],
    [`select * from tasker_v1.configure_upkeep('{"max_other_minutes": null}')`, "TK001"],
    [`select * from tasker_v1.configure_upkeep('{"max_other_minutes": "soon"}')`, "TK001"],
  ];
  for (const [statement, code] of cases) {
    assertEquals((await refusal(db.sql.unsafe(statement))).code, code, statement);
  }
});

Deno.test("get_dlq_investigation_queue() puts the gravest reason first, then the oldest", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  for (
    const [minute, reason] of [[0, "manual_dlq"], [1, "max_retries_exceeded"], [
      2,
      "staleness_timeout",
    ]] as const
  ) {
    const sql = await db.at(after(minute));
    await sql`select tasker_v1.create_dlq_entry(${await createTask(sql, "single")}, ${reason})`;
  }
  const later = await db.at(after(10));
  const rows =
    await later`select q.dlq_reason, q.priority_score from tasker_v1.get_dlq_investigation_queue() q`;
  assertEquals(rows.map((row) => [row.dlq_reason, row.priority_score]), [
    ["max_retries_exceeded", 509],
    ["staleness_timeout", 108],
    ["manual_dlq", 20],
  ]);
});

Deno.test("get_dlq_stats() counts by reason and resolution", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  await createFailed(sql);
  await detect(sql);
  const { dlq_entry_uuid: uuid } = (await entries(sql))[0]!;
  await update(await db.at(after(90)), uuid, { resolution_status: "manually_resolved" });

  const rows = await db.sql`select * from tasker_v1.get_dlq_stats()`;

  assertEquals(rows.map((row) => [row.dlq_reason, Number(row.total_entries)]), [
    ["staleness_timeout", 0],
    ["max_retries_exceeded", 1],
    ["dependency_cycle_detected", 0],
    ["worker_unavailable", 0],
    ["manual_dlq", 0],
  ]);
  assertEquals([Number(rows[1]?.manually_resolved), rows[1]?.avg_resolution_time_minutes], [1, "90.0"]);
});

Deno.test("get_staleness_monitoring() tells how near to stale each task is", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  await createPatient(sql, { max_steps_in_process_minutes: 10 });
  const health = async (minutes: number) => {
    const at = await db.at(after(minutes));
    const [row] =
      await at`select m.health_status, m.staleness_threshold_minutes from tasker_v1.get_staleness_monitoring() m`;
    return row?.health_status;
  };
  assertEquals([await health(7), await health(8), await health(10)], ["healthy", "warning", "stale"]);
});
