-- Creates tasks as tasker_v1.create_tasks and gives the caller, a worker, their first steps in the same statement:
-- for a program that both asks for a task and runs it, without a queue in between.
--
-- p_worker_uuid  the worker; it gets the first steps it has handlers for, the others go to the queue
-- p_requests     see tasker_v1.create_tasks
-- p_lease        for the steps started; 1 second to 1 day
--
-- returns   the steps started, as tasker_v1.claim_steps; none of a task that existed already, or that starts later
-- raises    what tasker_v1.create_tasks raises · TK001 lease out of range, or no worker
-- locks     none; inserts only
create or replace function tasker_v1.start_tasks (
  p_worker_uuid uuid,
  p_requests    jsonb,
  p_lease       interval default '30 seconds'
)
  returns setof tasker.claimed_step
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_leased_until timestamptz := tasker.now() + tasker.check_lease(p_lease);
  v_inserted     tasker.inserted_tasks;
begin
  if (select w.state from tasker.workers w where w.worker_uuid = p_worker_uuid) is distinct from 'running' then
    perform tasker.note_worker(p_worker_uuid, array(
      select distinct n.value #>> '{}' from jsonb_path_query(p_requests, '$[*].namespace') n (value)));
  end if;
  v_inserted := tasker.insert_tasks(p_requests, p_worker_uuid, v_leased_until);
  return query select c.* from tasker.describe_claims(v_inserted.started_step_uuids, v_leased_until) c;
end
$$;
comment on function tasker_v1.start_tasks is 'Creates tasks and gives the caller, a worker, their first steps.';
