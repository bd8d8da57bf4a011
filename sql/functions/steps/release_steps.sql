-- Hands back steps that a worker claimed and has not run; the attempt is not counted.
--
-- p_worker_uuid  the worker
-- p_step_uuids   steps it gives up; those that are not its own are left out
--
-- returns   how many were handed back
-- locks     queue rows by step id, then steps by id
create or replace function tasker_v1.release_steps (p_worker_uuid uuid, p_step_uuids uuid[])
  returns integer
  language sql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select tasker.hand_back_steps(tasker.lock_leases(p_worker_uuid, coalesce(p_step_uuids, '{}')), null, '{"event": "release"}')
$$;
comment on function tasker_v1.release_steps is 'Hands back steps that a worker claimed and has not run.';
