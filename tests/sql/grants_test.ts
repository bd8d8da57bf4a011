import { assertEquals, assertRejects } from "@std/assert";
import type { Sql } from "postgres";
import { TestDatabase } from "../_support/database.ts";
import { claimOne, complete, createTask, done, refusal, W1 } from "./flow/_engine.ts";
import { register, SINGLE } from "./flow/_templates.ts";

const ROLES = ["tasker_client", "tasker_worker", "tasker_orchestrator"] as const;
type Role = typeof ROLES[number];

/** Door functions that a worker may call and a client may not. */
const OF_WORKERS = `
  claim_announced_steps claim_announced_steps_packed claim_steps claim_steps_packed complete_steps
  complete_steps_packed complete_steps_report defer_steps heartbeat mark_worker_busy mark_worker_idle
  reconcile_worker register_worker release_steps start_tasks start_tasks_packed submit_step_results
  unregister_worker`;

/** Door functions that a client may call and a worker may not. */
const OF_CLIENTS = `
  annotate_task cancel_step cancel_tasks change_task complete_step_manually create_dlq_entry create_tasks
  delete_task_annotation give_up_task map_objects put_dependent_system redrive_task request_tasks
  reset_step_for_retry resolve_step_manually resolve_task_manually unmap_objects update_dlq_entry`;

/** Door functions that only an orchestrator may call. */
const OF_ORCHESTRATORS = `
  announce_waiting_steps archive_tasks claim_task_for_finalization configure configure_upkeep
  defer_unserved_steps detect_and_transition_stale_tasks ensure_partitions ensure_task_queue
  finalize_task_completion process_step_results prune_history prune_recovery_events prune_workers
  recheck_tasks recover_expired_leases recover_stranded_tasks register_orchestrator
  release_finalization_claim run_retention run_rollup run_staleness_detection transition_step_state_atomic
  transition_task_state_atomic unregister_orchestrator wake_timers`;

/** Door functions of keys, users, sessions and the log of calls, the API's alone, and of sealing anew. */
const OF_ACCESS = `
  configure_access create_access_user create_api_key drop_access_role get_access_grants get_access_login
  get_access_namespaces is_access_token_revoked list_access_roles list_access_sessions list_access_users list_api_keys list_recorded_calls
  list_sealed_values replace_sealed_values
  note_failed_login open_access_session prune_call_audit record_calls refresh_access_session revoke_access_session
  revoke_access_token revoke_api_key rotate_api_key set_access_role touch_api_keys update_access_user
  verify_access_session verify_api_key`;

/** One session that acts as a role. */
async function actingAs(db: TestDatabase, role: Role): Promise<Sql> {
  const session = db.connect();
  await session`set role ${session(role)}`;
  return session;
}

/** The names of the door functions that a condition holds for, sorted. */
async function doorFunctions(sql: Sql, condition: string): Promise<string[]> {
  const rows = await sql.unsafe<{ name: string }[]>(`
    select f.name
      from (select p.proname::text as name,
                   has_function_privilege('tasker_client', p.oid, 'execute') as client,
                   has_function_privilege('tasker_worker', p.oid, 'execute') as worker,
                   has_function_privilege('tasker_orchestrator', p.oid, 'execute') as orchestrator
              from pg_proc p
             where p.pronamespace = 'tasker_v1'::regnamespace) f
     where ${condition}
     order by f.name`);
  return rows.map((row) => row.name);
}

const words = (text: string): string[] => text.trim().split(/\s+/);

for (
  const [who, condition, names] of [
    ["workers claim and complete", "worker and not client", OF_WORKERS],
    ["clients create and operate", "client and not worker", OF_CLIENTS],
    ["orchestrators run the loops", "not client and not worker", OF_ORCHESTRATORS + OF_ACCESS],
  ] as const
) {
  Deno.test(`grants: ${who}, and nobody else but the orchestrator`, async () => {
    await using db = await TestDatabase.create();
    assertEquals((await doorFunctions(db.sql, condition)).sort(), words(names).sort());
  });
}

Deno.test("grants: an orchestrator may call everything", async () => {
  await using db = await TestDatabase.create();
  assertEquals(await doorFunctions(db.sql, "not orchestrator"), []);
});

Deno.test("grants: what clients and workers share changes no task and no step", async () => {
  await using db = await TestDatabase.create();
  const shared = await doorFunctions(db.sql, "client and worker");
  const reading = /^(get|list|find|explain|check|calculate|pgmq|extract)_|_messages$/;
  assertEquals(shared.filter((name) => !reading.test(name)), [
    "api_level",
    "detect_cycle",
    "next_due_at",
    "oldest_api_level",
    "register_template",
  ]);
});

for (const role of ROLES) {
  Deno.test(`${role} comes through the door and not behind it`, async () => {
    await using db = await TestDatabase.create();
    const session = await actingAs(db, role);
    const [row] = await session`select tasker_v1.api_level() as level`;
    assertEquals(row?.level, 2);
    await assertRejects(() => session`select * from tasker.migrations`, Error, "permission denied");
    await assertRejects(() => session`select tasker.now()`, Error, "permission denied");
    await assertRejects(
      () => session`select pgmq.send('orchestration_step_results', '{}')`,
      Error,
      "permission denied",
    );
  });
}

for (const transport of ["direct", "pgmq"]) {
  Deno.test(`a client creates, a worker runs, an orchestrator looks after them, transport ${transport}`, async () => {
    await using db = await TestDatabase.create();
    const [client, worker, orchestrator] = [
      await actingAs(db, "tasker_client"),
      await actingAs(db, "tasker_worker"),
      await actingAs(db, "tasker_orchestrator"),
    ];
    await orchestrator`select tasker_v1.configure(${orchestrator.json({ transport })})`;
    await register(worker, SINGLE);
    await worker`select tasker_v1.register_worker(${W1}, '{flow}', '{flow.only}')`;
    await worker`select tasker_v1.mark_worker_idle('{flow}')`;

    const task = await createTask(client, "single");
    assertEquals((await refusal(createTask(worker, "single"))).code, "42501");
    const step = await claimOne(worker);
    await worker`select tasker_v1.heartbeat(${W1})`;
    await orchestrator`select * from tasker_v1.recover_expired_leases()`;
    await orchestrator`select tasker_v1.wake_timers()`;
    await complete(worker, [done(step)]);
    const [row] = await client`select * from tasker_v1.get_task(${task})`;
    assertEquals(row?.status, "complete");
    await worker`select tasker_v1.unregister_worker(${W1})`;
  });
}
