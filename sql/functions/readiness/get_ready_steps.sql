-- Lists the steps of a task that may run now and that nobody runs.
--
-- returns  rows of get_step_readiness_status, by step uuid
create or replace function tasker_v1.get_ready_steps (p_task_uuid uuid)
  returns table (
    workflow_step_uuid uuid, task_uuid uuid, named_step_uuid uuid, name text, current_state text,
    dependencies_satisfied boolean, retry_eligible boolean, ready_for_execution boolean,
    last_failure_at timestamptz, next_retry_at timestamptz, total_parents integer, completed_parents integer,
    attempts integer, max_attempts integer, backoff_request_seconds integer, last_attempted_at timestamptz
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
  set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select r.* from tasker.step_readiness(p_task_uuid, null) r where r.ready_for_execution order by r.workflow_step_uuid;
end
$$;
comment on function tasker_v1.get_ready_steps is 'Lists the steps of a task that may run now and that nobody runs.';
