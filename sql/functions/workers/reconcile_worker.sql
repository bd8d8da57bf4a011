-- Hands back what the database thinks a worker holds and the worker says it does not: a claim whose reply was lost.
-- To be called while no claim of the worker is under way.
--
-- p_worker_uuid      the worker
-- p_held_step_uuids  all steps it holds
--
-- returns   how many were handed back
-- locks     queue rows by step id, then steps by id
create or replace function tasker_v1.reconcile_worker (p_worker_uuid uuid, p_held_step_uuids uuid[])
  returns integer
  language sql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select tasker.hand_back_steps(tasker.lock_leases(p_worker_uuid, null, coalesce(p_held_step_uuids, '{}')), null,
                                '{"event": "release", "reason": "lost reply"}')
$$;
comment on function tasker_v1.reconcile_worker is 'Hands back what a worker does not know it holds.';
