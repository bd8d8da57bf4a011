import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  done,
  failed,
  runToEnd,
  stepOf,
  stepStates,
  taskState,
  text,
  W1,
} from "../flow/_engine.ts";
import { LINEAR, register, retrying, SINGLE } from "../flow/_templates.ts";
import { assertRepairs, recoverStranded, repaired } from "./_repairs.ts";

/** A fault that a hand in the tables makes, and what the repair tells of it. */
interface Fault {
  readonly told: Readonly<Record<string, number>>;
  readonly inject: (sql: Sql, task: string) => Promise<unknown>;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  "a ready step without its queue row": {
    told: { queue_row_missing: 1 },
    inject: (sql) => sql`delete from tasker.step_queue`,
  },
  "a running step without its queue row": {
    told: { queue_row_missing: 1 },
    inject: async (sql) => {
      await claimOne(sql, { worker: crypto.randomUUID() });
      await sql`delete from tasker.step_queue`;
    },
  },
  "a parked result without its queue row": {
    told: { queue_row_missing: 1 },
    inject: async (sql) => {
      const results = text([done(await claimOne(sql), "parked")]);
      await sql`select tasker_v1.submit_step_results(${W1}, ${results}::text::jsonb)`;
      await sql`delete from tasker.step_queue`;
    },
  },
  "a retry without its timer": {
    told: { timer_missing: 1 },
    inject: async (sql) => {
      await complete(sql, [failed(await claimOne(sql))]);
      await sql`delete from tasker.timers`;
    },
  },
  "a step whose counter is too high": {
    told: { counter_wrong: 1 },
    inject: async (sql, task) => {
      const b = await stepOf(sql, task, "b");
      await sql`update tasker.workflow_steps s set remaining_parents = 2 where s.step_uuid = ${b}`;
      await runToEnd(sql);
    },
  },
  "a pending step that misses no parent": {
    told: { step_stranded: 1 },
    inject: async (sql) => {
      await sql`delete from tasker.step_queue`;
      await sql`update tasker.workflow_steps s set state = 'pending' where s.state = 'enqueued'`;
      await sql`delete from tasker.step_transition_log l where l.to_state = 'enqueued'`;
    },
  },
  "a task whose state is not its steps'": {
    told: { task_unsettled: 1 },
    inject: async (sql, task) => {
      await sql`update tasker.tasks t set state = 'blocked_by_failures' where t.task_uuid = ${task}`;
      await sql`
        insert into tasker.task_transition_log (task_uuid, at, from_state, to_state, via)
        values (${task}, tasker.now(), 'steps_in_process', 'blocked_by_failures', '{evaluating_results}')`;
    },
  },
  "a task whose count of open leaves is wrong": {
    told: { task_unsettled: 1 },
    inject: (sql, task) => sql`update tasker.tasks t set remaining_leaves = 7 where t.task_uuid = ${task}`,
  },
};

for (const [what, { told, inject }] of Object.entries(FAULTS)) {
  Deno.test(`recover_stranded_tasks() mends ${what}`, async () => {
    await using db = await TestDatabase.create();
    await register(db.sql, {
      ...LINEAR,
      steps: LINEAR.steps.map((step) => ({ ...step as object, retry: { max_attempts: 3 } })),
    });
    const sound = await createTask(db.sql, "linear", { priority: -1 });
    await runToEnd(db.sql);
    const task = await createTask(db.sql, "linear");
    await inject(db.sql, task);
    const { task_unsettled: _, ...steps } = told;
    await recoverStranded(db.sql);
    const counts = await repaired(db.sql);
    assertEquals({ ...counts, ...(told.task_unsettled === undefined ? { task_unsettled: 0 } : {}) }, {
      ...steps,
      task_unsettled: told.task_unsettled ?? 0,
    });
    await recoverStranded(db.sql);
    assertEquals(await repaired(db.sql), counts, "the second round found something to repair");

    await db.sql`select * from tasker_v1.recover_expired_leases(p_is_thorough => true)`;
    await db
      .sql`select tasker_v1.process_step_results(array(select s.step_uuid from tasker.workflow_steps s))`;
    await db.sql`update tasker.timers set due_at = tasker.now()`;
    await db.sql`select tasker_v1.wake_timers()`;
    await runToEnd(db.sql);
    assertEquals([await taskState(db.sql, task), await taskState(db.sql, sound)], ["complete", "complete"]);
  });
}

Deno.test("recover_stranded_tasks() mends a task that waits for its start without a timer", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const task = await createTask(db.sql, "single", { run_at: "2999-01-01T00:00:00Z" });
  await db.sql`delete from tasker.timers`;
  await assertRepairs(db.sql, () => recoverStranded(db.sql), { timer_missing: 1 });
  await db.sql`select tasker_v1.wake_timers()`;
  await runToEnd(db.sql);
  assertEquals(await taskState(db.sql, task), "complete");
});

Deno.test("recover_stranded_tasks() removes queue rows and timers of what is over or gone", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE, retrying({ max_attempts: 3 }));
  const task = await createTask(db.sql, "single");
  await db.sql`create temporary table old_row as select * from tasker.step_queue`;
  await runToEnd(db.sql);
  await db.sql`insert into tasker.step_queue select * from pg_temp.old_row`;
  await db.sql`
    insert into tasker.step_queue
    select 'ffffffff-ffff-7fff-bfff-ffffffff0001', o.worker_uuid, o.leased_until, o.rank, o.namespace_id, o.handler_id,
           o.named_task_id, o.position, o.attempt
      from pg_temp.old_row o`.catch(() => db.sql`select 1`);
  await db.sql`insert into tasker.timers (waiter_uuid, due_at, kind) values (${task}, tasker.now(), 'start')`;
  await recoverStranded(db.sql);
  assertEquals(
    [...await db.sql`select from tasker.step_queue`, ...await db.sql`select from tasker.timers`],
    [],
  );
  assertEquals(Object.keys(await repaired(db.sql)), ["stray_wait"]);
  const counts = await repaired(db.sql);
  await recoverStranded(db.sql);
  assertEquals(await repaired(db.sql), counts);
});

Deno.test("recover_stranded_tasks() goes through all tasks in windows, and leaves what is sound alone", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, LINEAR, retrying({ max_attempts: 3 }));
  for (let i = 0; i < 5; i += 1) await createTask(db.sql, "linear");
  await createTask(db.sql, "linear", { run_at: "2999-01-01T00:00:00Z" });
  await createTask(db.sql, "retrying");
  await claim(db.sql, { limit: 3 });
  const windows: boolean[] = [];
  for (let i = 0; i < 4; i += 1) {
    const [row] = await db.sql`select * from tasker_v1.recover_stranded_tasks(3)`;
    windows.push(row?.is_round_over);
    assertEquals(row?.mended_count, 0);
  }
  assertEquals(windows, [false, false, true, false]);
  assertEquals(await repaired(db.sql), {});
});

Deno.test("recover_stranded_tasks() lets one session at a time look", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  await createTask(db.sql, "single");
  await db.sql`delete from tasker.step_queue`;
  const other = db.connect();
  await other.begin(async (tx) => {
    await tx`select from tasker.recovery_progress for update`;
    const [row] = await db.sql`select * from tasker_v1.recover_stranded_tasks()`;
    assertEquals({ ...row }, { examined_count: 0, mended_count: 0, is_round_over: true });
  });
  await recoverStranded(db.sql);
  assertEquals(await repaired(db.sql), { queue_row_missing: 1 });
  assertEquals((await claim(db.sql)).length, 1);
  assertEquals(
    Object.values(
      await stepStates(db.sql, (await db.sql`select t.task_uuid from tasker.tasks t`)[0]!.task_uuid),
    ),
    ["in_progress"],
  );
});
