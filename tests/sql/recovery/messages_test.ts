import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import { claimOne, createTask, done, stepStates, taskState, text, W1 } from "../flow/_engine.ts";
import { register, SINGLE } from "../flow/_templates.ts";
import { assertRepairs, repaired } from "./_repairs.ts";

const recheck = (sql: Sql) => sql`select tasker_v1.recheck_tasks()`;

/** A task whose only result is parked. */
async function parked(sql: Sql): Promise<{ readonly task: string; readonly step: string }> {
  await register(sql, SINGLE);
  const task = await createTask(sql, "single");
  const step = await claimOne(sql);
  await sql`select tasker_v1.submit_step_results(${W1}, ${text([done(step, 7)])}::text::jsonb)`;
  return { task, step: step.step_uuid };
}

Deno.test("a parked result whose message was lost is announced again, once", async () => {
  await using db = await TestDatabase.create();
  const { task, step } = await parked(db.sql);
  await assertRepairs(db.sql, () => recheck(db.sql), {});
  await db.sql`select pgmq.purge_queue('orchestration_step_results')`;
  await assertRepairs(db.sql, () => recheck(db.sql), { result_message_lost: 1 });
  await db.sql`select tasker_v1.process_step_results(array[${step}::uuid])`;
  assertEquals(await taskState(db.sql, task), "complete");
});

Deno.test("a parked result whose message was given up becomes a failure instead of coming back for ever", async () => {
  await using db = await TestDatabase.create();
  const { task } = await parked(db.sql);
  await db.sql`
    select pgmq.archive('orchestration_step_results', m.msg_id) from pgmq.q_orchestration_step_results m`;
  await assertRepairs(db.sql, () => recheck(db.sql), { result_unrecordable: 1 });
  assertEquals(await stepStates(db.sql, task), { only: "error" });
  const [error] = await db.sql`select s.error ->> 'error_type' as type from tasker.workflow_steps s`;
  assertEquals(error?.type, "result_unrecordable");
});

Deno.test("a stale owner and a stale claim are repaired once", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  await register(clock, SINGLE);
  const task = await createTask(clock, "single");
  await claimOne(clock);
  const owner = crypto.randomUUID();
  await clock`update tasker.tasks t set processor_uuid = ${owner}, owned_at = tasker.now() where t.task_uuid = ${task}`;
  await clock`
    insert into tasker.task_finalization_claims (task_uuid, processor_id, claimed_at, expires_at)
    values (${task}, 'gone', tasker.now(), tasker.now() + interval '30 seconds')`;
  await assertRepairs(clock, () => recheck(clock), {});
  await moveClock(clock, "2026-01-01T01:00:00Z");
  await assertRepairs(clock, () => recheck(clock), { owner_stale: 1, claim_expired: 1 });
});

Deno.test("a lost message of a worker queue is sent again, once", async () => {
  await using db = await TestDatabase.create();
  await db.sql`select tasker_v1.configure('{"transport": "pgmq"}')`;
  await register(db.sql, SINGLE);
  await createTask(db.sql, "single");
  await assertRepairs(db.sql, () => db.sql`select tasker_v1.announce_waiting_steps()`, {});
  await db.sql`select pgmq.purge_queue('worker_flow_queue')`;
  await assertRepairs(db.sql, () => db.sql`select tasker_v1.announce_waiting_steps()`, {
    step_message_lost: 1,
  });
});

Deno.test("get_recovery_counts() counts on when events are pruned, and by time when asked", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  const note = (count: number) =>
    clock`select tasker.note_recovery('lease_expired', array(select tasker.uuidv7() from generate_series(1, ${count})))`;
  await note(25);
  await moveClock(clock, "2026-03-01T00:00:00Z");
  await note(3);
  await note(0);
  const [sample] = await clock`
    select cardinality(e.sample_uuids) as count from tasker_v1.list_recovery_events() e where e.repaired_count = 25`;
  assertEquals(sample?.count, 10);

  assertEquals((await clock`select tasker_v1.prune_recovery_events() as count`)[0]?.count, 1);
  assertEquals((await clock`select tasker_v1.prune_recovery_events() as count`)[0]?.count, 0);
  assertEquals(await repaired(clock), { lease_expired: 28 });
  const recent = await clock`
    select c.repair, c.events_count::integer as events, c.repaired_count::integer as repaired
      from tasker_v1.get_recovery_counts('2026-02-01Z') c where c.events_count > 0`;
  assertEquals(recent.map((row) => ({ ...row })), [{ repair: "lease_expired", events: 1, repaired: 3 }]);
  const all = await clock`select c.repair from tasker_v1.get_recovery_counts() c`;
  assertEquals(all.length, (await clock`select cardinality(tasker.known_repairs()) as count`)[0]?.count);
});

Deno.test("prune_workers() removes workers that ended long ago, and no other", async () => {
  await using db = await TestDatabase.create();
  const clock = await db.at("2026-01-01T00:00:00Z");
  const [old, running] = [crypto.randomUUID(), crypto.randomUUID()];
  for (const worker of [old, running]) {
    await clock`select tasker_v1.register_worker(${worker}, '{flow}', null)`;
  }
  await clock`select tasker_v1.unregister_worker(${old})`;
  assertEquals((await clock`select tasker_v1.prune_workers() as count`)[0]?.count, 0);
  await moveClock(clock, "2026-01-09T00:00:00Z");
  assertEquals((await clock`select tasker_v1.prune_workers() as count`)[0]?.count, 1);
  assertEquals((await clock`select w.worker_uuid from tasker.workers w`).map((row) => row.worker_uuid), [
    running,
  ]);
});

Deno.test("every repair that SQL tells of is known, and every known one is told somewhere", async () => {
  await using db = await TestDatabase.create();
  const { readSqlFiles } = await import("../../../sql/sql_files.ts");
  const code = (await readSqlFiles()).functions.map(({ text }) => text.replaceAll(/--.*$/gm, "")).join("\n");
  const direct = Array.from(code.matchAll(/note_recovery\('(\w+)'/g), ([, name]) => name!);
  const stranded = Array.from(code.matchAll(/when '(\w+)' then\n/g), ([, name]) => name!);
  const [known] = await db.sql`select tasker.known_repairs() as names`;
  assertEquals(direct.filter((name) => !known?.names.includes(name)), []);
  assertEquals((known?.names as string[]).filter((name) => ![...direct, ...stranded].includes(name)), []);
});

Deno.test("a message that names no step does not keep lost ones from being sent again", async () => {
  await using db = await TestDatabase.create();
  await parked(db.sql);
  await db.sql`select pgmq.purge_queue('orchestration_step_results')`;
  await db.sql`select pgmq.send('orchestration_step_results', '{"step_uuid": "nonsense"}')`;
  await assertRepairs(db.sql, () => recheck(db.sql), { result_message_lost: 1 });
});
