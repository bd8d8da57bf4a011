/** Work in every state that a database of an older step may be found in. */
import type { Sql } from "postgres";
import { only } from "../../orchestration/calls/call.ts";
import {
  ask,
  claim,
  complete,
  heartbeat,
  type OldStep,
  publish,
  register,
  resultOf,
} from "./_old_program.ts";

/** A worker that lives when the database is migrated, and one that died with a step in its hands. */
export const LIVE = "00000000-0000-7000-8000-00000000000a";
const DEAD = "00000000-0000-7000-8000-00000000000d";

const CHAIN = { a: [], b: ["a"], c: ["b"] };
const DIAMOND = { a: [], b: ["a"], c: ["a"], d: ["b", "c"] };

/** Makes one or more tasks of every kind, and leaves them where they are. */
export async function makeOldData(sql: Sql): Promise<void> {
  await publish(sql, "chain", CHAIN);
  await publish(sql, "diamond", DIAMOND);
  await publish(sql, "fragile", { a: [], b: ["a"] }, { retry: { max_attempts: 1 } });
  await publish(sql, "patient", { a: [] }, {
    retry: { max_attempts: 5, backoff_base_ms: 3_600_000, jitter: 0 },
  });
  await register(sql, LIVE);
  await heartbeat(sql, LIVE);

  await ask(sql, [{ name: "chain", context: { end: "complete" } }, { name: "diamond", tags: ["x"] }]);
  for (let steps = await claim(sql, LIVE); steps.length > 0;) {
    steps = await complete(sql, LIVE, steps.map((step) => resultOf(step)), 100);
  }

  const [blocked, retried] = await ask(sql, [{ name: "fragile" }, { name: "patient" }]);
  await complete(sql, LIVE, (await claim(sql, LIVE)).map((step) => resultOf(step, { message: "boom" })));
  await sql`select tasker_v1.create_dlq_entry(${blocked!}, 'manual_dlq', '{"why": "test"}')`;

  const half = await ask(sql, [{ name: "diamond" }, { name: "diamond", priority: 5 }]);
  await complete(sql, LIVE, (await claim(sql, LIVE)).map((step) => resultOf(step)));
  await claim(sql, LIVE, 3); // of four that are ready: leased and queued side by side

  const [cancelled, resolved] = await ask(sql, [{ name: "chain" }, { name: "chain" }]);
  await sql`select * from tasker_v1.cancel_tasks(${[cancelled!]}::uuid[], 'no longer needed')`;
  await sql`select tasker_v1.resolve_task_manually(${resolved!}, 'somebody', 'done by hand')`;

  await ask(sql, [{ name: "chain", priority: 100 }]);
  const parked = await claimOf(sql, LIVE);
  await sql`select * from tasker_v1.submit_step_results(${LIVE}, ${
    JSON.stringify([resultOf(parked)])
  }::text::jsonb)`;

  await ask(sql, [{ name: "chain", priority: 100 }]);
  const deferred = await claimOf(sql, LIVE);
  await sql`select tasker_v1.defer_steps(${LIVE}, ${[deferred.step_uuid]}::uuid[], '1 day')`;

  const [failed] = await ask(sql, [{ name: "fragile", priority: 100 }]);
  await complete(sql, LIVE, [resultOf(await claimOf(sql, LIVE), { message: "boom" })]);
  const entry = only(await sql<{ id: string }[]>`select tasker_v1.create_dlq_entry(${failed!}) as id`).id;
  await sql`select * from tasker_v1.update_dlq_entry(${entry}, '{"resolution_status": "permanently_failed", "resolved_by": "me"}')`;

  await ask(sql, [{ name: "chain", priority: 100 }]);
  await register(sql, DEAD);
  await claim(sql, DEAD, 1, "1 second");
  await ask(sql, [
    { name: "chain", run_at: "2100-01-01T00:00:00Z" },
    { name: "chain", idempotency_key: "once", context: { n: 0 }, initiator: "somebody", reason: "test" },
  ]);
  await sql`
    insert into tasker.annotation_types (name) values ('note') on conflict do nothing`;
  await sql`
    insert into tasker.task_annotations (task_uuid, annotation_type_id, annotation)
    select ${half[0]!}, a.annotation_type_id, '"kept"' from tasker.annotation_types a where a.name = 'note'`;
  await sql`select tasker_v1.configure('{"max_context_bytes": 2000000}')`;
  await sql`select tasker_v1.configure_upkeep('{"keep_tasks": "400 days"}')`;
  if (retried === undefined) throw new Error("There is no task that waits for its retry");
}

async function claimOf(sql: Sql, worker: string): Promise<OldStep> {
  return only(await claim(sql, worker, 1));
}

const INVENTORY: Readonly<Record<string, string>> = {
  task:
    `select t.task_uuid, t.state, t.priority, t.context, t.tags, t.identity_hash, t.initiator, t.completed_at from tasker.tasks t`,
  step:
    `select s.step_uuid, s.state, s.attempts, s.remaining_parents, s.results, s.error from tasker.workflow_steps s`,
  queued: `select q.step_uuid, q.worker_uuid, q.leased_until, q.rank, q.attempt from tasker.step_queue q`,
  timer: `select w.waiter_uuid, w.due_at, w.kind from tasker.timers w`,
  task_moves: `select t.task_uuid, t.to_state, t.created_at, t.metadata from tasker.task_transitions t`,
  step_moves:
    `select t.step_uuid, t.to_state, t.created_at, t.metadata from tasker.workflow_step_transitions t`,
  dlq: `select d.dlq_entry_uuid, d.dlq_reason, d.resolution_status, d.task_snapshot from tasker.tasks_dlq d`,
  annotation: `select a.task_uuid, a.annotation from tasker.task_annotations a`,
  message: `select m.msg_id, m.message from pgmq.q_orchestration_step_results m`,
  settings: `select s.max_context_bytes, u.keep_tasks from tasker.settings s cross join tasker.upkeep u`,
};

/** What people would miss if it were gone, by kind: every task, step, move, result, wait, investigation and setting. */
export async function inventory(sql: Sql): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [kind, query] of Object.entries(INVENTORY)) {
    const rows = await sql.unsafe<{ row: string }[]>(
      `select to_jsonb(r)::text as row from (${query}) r order by 1`,
    );
    found.set(`${kind}s: ${rows.length}`, rows.map(({ row }) => row).join("\n"));
  }
  return found;
}

/** Finishes everything that is not over, as a worker and an orchestrator would in the course of a century. */
export async function finishOldData(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select set_config('tasker.now', '2100-01-02T00:00:00Z', true)`;
    const late = tx as unknown as Sql;
    await late`select t.task_uuid, tasker_v1.resolve_step_manually(s.step_uuid, 'me', 'done by hand')
                 from tasker.tasks t join tasker.workflow_steps s on s.task_uuid = t.task_uuid and s.state = 'error'
                where t.state = 'blocked_by_failures'`;
    const parked = await late<{ step_uuid: string }[]>`
      select s.step_uuid from tasker.workflow_steps s where s.state::text like 'enqueued_%for_orchestration'`;
    await late`select * from tasker_v1.process_step_results(${parked.map((step) => step.step_uuid)}::uuid[])`;
    await late`select * from tasker_v1.recover_expired_leases(1000, true)`;
    await register(late, LIVE);
    for (let turn = 0; turn < 20; turn++) {
      await late`select tasker_v1.wake_timers(1000)`;
      const steps = await claim(late, LIVE);
      await complete(late, LIVE, steps.map((step) => resultOf(step)));
    }
  });
}
