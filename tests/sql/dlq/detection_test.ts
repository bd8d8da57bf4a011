import { assertEquals, assertObjectMatch } from "@std/assert";
import { TestDatabase } from "../../_support/database.ts";
import { SERVERS } from "../../_support/servers.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  done,
  failed,
  runToEnd,
  stepStates,
  taskState,
  W1,
} from "../flow/_engine.ts";
import { meet } from "../flow/_sessions.ts";
import { register, retrying, SINGLE } from "../flow/_templates.ts";
import { after, configure, createPatient, detect, entries, NOON, transition } from "./_stale.ts";

/** How many tasks are stale some minutes after noon. */
async function staleAt(db: TestDatabase, minutes: number): Promise<number> {
  const sql = await db.at(after(minutes));
  const rows = await sql`select * from tasker_v1.get_stale_tasks_for_dlq()`;
  return rows.length;
}

for (const server of SERVERS) {
  Deno.test(`run_staleness_detection() finds a task blocked by a step without attempts, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    const sql = await db.at(NOON);
    const task = await createPatient(sql);
    await complete(sql, [failed(await claimOne(sql), { message: "no funds" })]);

    assertEquals(await detect(sql), { max_retries_exceeded: 1 });
    assertEquals(await detect(sql), {});

    const [entry, ...more] = await entries(sql);
    assertEquals(more, []);
    assertObjectMatch(entry!, {
      task_uuid: task,
      dlq_reason: "max_retries_exceeded",
      original_state: "blocked_by_failures",
      resolution_status: "pending",
      metadata: { step_name: "a", attempts: 1, error: { message: "no funds" } },
      task_snapshot: {
        namespace: "flow",
        name: "patient",
        priority: 3,
        steps: [{ name: "a", state: "error", attempts: 1 }, {
          name: "b",
          state: "pending",
          missing_parents: 1,
        }],
      },
    });
    assertEquals(await taskState(sql, task), "blocked_by_failures");
  });

  Deno.test(`run_staleness_detection() finds ready steps that no worker lived to take, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    const task = await createPatient(await db.at(NOON));
    assertEquals(await detect(await db.at(after(9))), {});
    assertEquals(await detect(await db.at(after(11))), { worker_unavailable: 1 });

    const [entry] = await entries(db.sql);
    assertObjectMatch(entry!.metadata, { namespace: "flow", handler: "flow.a" });
    assertEquals([entry!.task_uuid, await taskState(db.sql, task)], [task, "steps_in_process"]);
  });

  Deno.test(`run_staleness_detection() leaves steps alone that a worker lived to take, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await createPatient(await db.at(NOON));
    const later = await db.at(after(10));
    await later`select tasker_v1.register_worker(${W1}, '{flow}', '{flow.a}')`;
    await later`select tasker_v1.heartbeat(${W1}, '30 seconds')`;
    assertEquals(await detect(await db.at(after(19))), {});
    assertEquals(await detect(await db.at(after(21))), { worker_unavailable: 1 });
  });

  Deno.test(`run_staleness_detection() finds deferred steps that no worker has a handler for, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await createPatient(await db.at(NOON));
    const later = await db.at(after(12));
    await later`select tasker_v1.register_worker(${W1}, '{flow}', '{flow.other}')`;
    await later`select tasker_v1.heartbeat(${W1}, '30 seconds')`;
    await later`select tasker_v1.defer_unserved_steps()`;
    assertEquals(await detect(later), { worker_unavailable: 1 });
  });

  Deno.test(`run_staleness_detection() finds a task over the time its template gives a state, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    const sql = await db.at(NOON);
    const task = await createPatient(sql, { max_steps_in_process_minutes: 2 });
    await claim(sql, { lease: "1 hour" });
    assertEquals(await detect(await db.at(after(1))), {});
    assertEquals(await detect(await db.at(after(2))), { staleness_timeout: 1 });
    const [entry] = await entries(db.sql);
    assertEquals(entry!.metadata, { time_in_state_minutes: 2, threshold_minutes: 2, task_age_minutes: 2 });
    assertEquals(await taskState(db.sql, task), "steps_in_process");
  });

  Deno.test(`run_staleness_detection() fails a stale task where its template says so, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    const sql = await db.at(NOON);
    const task = await createPatient(sql, { max_duration_minutes: 5, auto_fail_on_timeout: true });
    await claim(sql, { lease: "1 hour" });

    assertEquals(await detect(await db.at(after(5))), { staleness_timeout: 1 });

    assertEquals(await taskState(db.sql, task), "error");
    assertEquals(await stepStates(db.sql, task), { a: "cancelled", b: "cancelled" });
    const [entry] = await entries(db.sql);
    assertEquals([entry!.original_state, entry!.resolution_status], ["steps_in_process", "pending"]);
    const [aborts] = await db
      .sql`select count(*)::int as count from tasker.step_aborts a where a.worker_uuid = ${W1}`;
    assertEquals(aborts?.count, 1);
  });

  Deno.test(`run_staleness_detection() fails blocked tasks where the installation says so, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await configure(db.sql, { fails_stale_tasks: true, max_other_minutes: 30 });
    const sql = await db.at(NOON);
    await register(sql, retrying({ max_attempts: 3 }));
    const task = await createTask(sql, "retrying");
    await complete(sql, [failed(await claimOne(sql), { retryable: false })]);
    assertEquals(await detect(await db.at(after(29))), {});
    assertEquals(await detect(await db.at(after(30))), { staleness_timeout: 1 });
    assertEquals([await taskState(db.sql, task), (await entries(db.sql))[0]!.original_state], [
      "error",
      "blocked_by_failures",
    ]);
  });

  Deno.test(`run_staleness_detection() finds a cycle that somebody forced into a template, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    const task = await createPatient(db.sql);
    await db.sql`alter table tasker.named_step_edges drop constraint named_step_edges_follow_the_order`;
    await db.sql`
      insert into tasker.named_step_edges (named_task_id, from_position, to_position, to_handler_id, to_parents_count)
      select n.named_task_id, 2, 1, n.handler_id, 1 from tasker.named_tasks_named_steps n where n.position = 1`;

    assertEquals(await detect(db.sql), { dependency_cycle_detected: 1 });

    const [entry] = await entries(db.sql);
    assertEquals([entry!.task_uuid, entry!.metadata], [task, { from_position: 2, to_position: 1 }]);
    await db.sql`delete from tasker.named_step_edges e where e.from_position > e.to_position`;
  });

  Deno.test(`detect_and_transition_stale_tasks() only tells when it is a dry run, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    const task = await createPatient(await db.at(NOON), { max_steps_in_process_minutes: 2 });
    const later = await db.at(after(3));

    assertEquals(await transition(later, true), ["would_transition_to_dlq_and_error"]);
    assertEquals([(await entries(later)).length, await taskState(later, task)], [0, "steps_in_process"]);

    assertEquals(await transition(later, false), ["transitioned_to_dlq_and_error"]);
    assertEquals([(await entries(later)).length, await taskState(later, task)], [1, "error"]);
    assertEquals(await transition(later, false), []);
  });

  Deno.test(`detect_and_transition_stale_tasks() does what a template's lifecycle asks for, on PostgreSQL ${server}`, async () => {
    const cases = [
      [{ auto_fail_on_timeout: false }, ["moved_to_dlq_only"], "steps_in_process", 1],
      [{ auto_dlq_on_timeout: false }, ["transitioned_to_error_only"], "error", 0],
      [{ auto_dlq_on_timeout: false, auto_fail_on_timeout: false }, [], "steps_in_process", 0],
    ] as const;
    for (const [lifecycle, actions, state, count] of cases) {
      await using db = await TestDatabase.create({ server });
      const task = await createPatient(await db.at(NOON), { max_duration_minutes: 1, ...lifecycle });
      const later = await db.at(after(2));
      const told = (await transition(later, true)).map((action) =>
        action.replace("would_move_to", "moved_to").replace("would_transition", "transitioned")
      );
      assertEquals(told, [...actions]);
      assertEquals(await transition(later, false), [...actions]);
      assertEquals([await taskState(db.sql, task), (await entries(db.sql)).length], [state, count]);
    }
  });
}

Deno.test("run_staleness_detection() only counts in a dry run, a task under each reason that fits", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  const blocked = await createPatient(sql);
  await complete(sql, [failed(await claimOne(sql), { message: "no funds" })]);
  await createPatient(sql, { max_duration_minutes: 5, auto_fail_on_timeout: true });
  const late = await db.at(after(60));
  await configure(late, { detection_is_dry: true, max_other_minutes: 5 });
  const found = { max_retries_exceeded: 1, worker_unavailable: 1, staleness_timeout: 1 };
  assertEquals([await detect(late), await detect(late)], [found, found]);
  assertEquals([await entries(late), await taskState(late, blocked)], [[], "blocked_by_failures"]);

  await configure(late, { detection_is_dry: false });
  const rows = await late`select dlq_reason, is_dry from tasker_v1.run_staleness_detection()`;
  assertEquals(rows.map(({ is_dry }) => is_dry), rows.map(() => false));
  assertEquals((await entries(late)).length, 2);
});

Deno.test("run_staleness_detection() investigates stale tasks only where a template asks for it, if so configured", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  await createPatient(sql, { max_duration_minutes: 5 });
  await claim(sql, { lease: "1 hour" });
  await configure(sql, { investigates_stale_tasks: false });
  const late = await db.at(after(6));
  assertEquals(await detect(late), {});

  await db
    .sql`update tasker.named_tasks set configuration = jsonb_set(configuration, '{lifecycle,auto_dlq_on_timeout}', 'true')`;
  assertEquals(await detect(late), { staleness_timeout: 1 });
});

Deno.test("detect_and_transition_stale_tasks() spares a task that moves while it waits for the locks", async () => {
  await using db = await TestDatabase.create();
  const task = await createPatient(await db.at(NOON), { max_steps_in_process_minutes: 2 });

  const actions = await meet(
    db,
    async (sql) => await complete(sql, [done(await claimOne(sql))]),
    (sql) => transition(sql, false),
    after(3),
  );

  assertEquals([actions, await taskState(db.sql, task)], [[], "steps_in_process"]);
});

Deno.test("get_stale_tasks_for_dlq() leaves alone what will move, unless a limit was named", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  await createPatient(sql);
  await claim(sql, { lease: "3 hours" });
  const later = await db.at(after(45));
  const stale = (minutes: number | null) =>
    later`select * from tasker_v1.get_stale_tasks_for_dlq(p_default_steps_in_process_minutes => ${minutes}::int)`;

  assertEquals((await stale(null)).length, 0);
  const [task] = await stale(45);
  assertEquals([task?.current_state, task?.time_in_state_minutes, task?.threshold_minutes], [
    "steps_in_process",
    45,
    45,
  ]);
  assertEquals((await stale(46)).length, 0);
});

Deno.test("get_stale_tasks_for_dlq() counts from the last step that moved", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  await createPatient(sql, { max_steps_in_process_minutes: 10 });
  await complete(await db.at(after(9)), (await claim(await db.at(after(9)))).map((step) => done(step)));
  const stale = (minutes: number) => staleAt(db, minutes);

  assertEquals([await stale(18), await stale(19)], [0, 1]);
});

Deno.test("get_stale_tasks_for_dlq() counts the age of a task from its start time", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const sql = await db.at(NOON);
  await createTask(sql, "single", { run_at: after(100 * 60) });
  const stale = (minutes: number) => staleAt(db, minutes);

  assertEquals([await stale(99 * 60), await stale(101 * 60), await stale(125 * 60)], [0, 0, 1]);
});

Deno.test("run_staleness_detection() tells of a standstill once, and of the next again", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  const task = await createPatient(sql);
  await complete(sql, [failed(await claimOne(sql))]);
  await detect(sql);
  const [first] = await entries(sql);
  const later = await db.at(after(20));
  await later`select * from tasker_v1.update_dlq_entry(${
    first!.dlq_entry_uuid
  }, '{"resolution_status": "permanently_failed"}')`;
  assertEquals(await detect(later), {});

  await later`select * from tasker_v1.redrive_task(${task}, 'ann', 'again')`;
  await complete(later, [failed(await claimOne(later))]);
  assertEquals(await detect(later), { max_retries_exceeded: 1 });
});

Deno.test("run_staleness_detection() closes investigations that came to nothing", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const sql = await db.at(NOON);
  const cancelled = await createTask(sql, "single");
  const [completed, manual] = [await createTask(sql, "single"), await createTask(sql, "single")];
  await sql`select tasker_v1.create_dlq_entry(${manual})`;
  const later = await db.at(after(15));
  assertEquals(await detect(later), { worker_unavailable: 2 });
  await later`select tasker_v1.cancel_tasks(${[cancelled]}::uuid[])`;
  await runToEnd(later);

  await detect(later);

  const statuses = new Map(
    (await entries(later)).map((entry) => [entry.task_uuid, [entry.resolution_status, entry.resolved_by]]),
  );
  assertEquals(statuses.get(cancelled), ["cancelled", "tasker"]);
  assertEquals(statuses.get(completed), ["manually_resolved", "tasker"]);
  assertEquals(statuses.get(manual), ["pending", null]);
});

Deno.test("run_staleness_detection() fails no task for want of a worker, however many there are", async () => {
  await using db = await TestDatabase.create();
  await configure(db.sql, { fails_stale_tasks: true });
  const sql = await db.at(NOON);
  const tasks = [await createPatient(sql), await createPatient(sql), await createPatient(sql)];
  const later = await db.at(after(45));
  const [row] = await later`select * from tasker_v1.run_staleness_detection(1)`;

  assertEquals([row?.dlq_reason, row?.tasks_count], ["worker_unavailable", 1]);
  const states = await Promise.all(tasks.map((task) => taskState(db.sql, task)));
  assertEquals(new Set(states), new Set(["steps_in_process"]));
});

Deno.test("run_staleness_detection() is left to one session at a time", async () => {
  await using db = await TestDatabase.create();
  await createPatient(await db.at(NOON));
  const [one, two] = [await db.at(after(20)), await db.at(after(20))];
  await one`begin`;
  assertEquals(await detect(one), { worker_unavailable: 1 });
  assertEquals(await detect(two), {});
  await one`commit`;
});

Deno.test("get_agenda() announces the next detection", async () => {
  await using db = await TestDatabase.create();
  const due = async (minutes: number) => {
    const sql = await db.at(after(minutes));
    const [row] =
      await sql`select extract(epoch from a.detection_due_in)::int as due from tasker_v1.get_agenda() a`;
    return row?.due;
  };
  assertEquals(await due(0), 0);
  await detect(await db.at(NOON));
  assertEquals([await due(1), await due(6)], [240, -60]);
  await configure(db.sql, { detects_stale_tasks: false });
  assertEquals(await due(6), null);
});

Deno.test("calculate_staleness_threshold() takes the template's word, then the caller's, then the installation's", async () => {
  await using db = await TestDatabase.create();
  const rows = await db.sql`
    select tasker_v1.calculate_staleness_threshold(s.state, '{"lifecycle": {"max_waiting_for_retry_minutes": 7}}', 61, 31) as minutes
      from unnest('{waiting_for_dependencies,waiting_for_retry,steps_in_process,blocked_by_failures}'::text[]) s (state)`;
  assertEquals(rows.map((row) => row.minutes), [61, 7, 30, 1440]);
});
