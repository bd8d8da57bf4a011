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
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select r.* from tasker_v1.get_step_readiness_status(p_task_uuid) r where r.ready_for_execution
$$;
comment on function tasker_v1.get_ready_steps is 'Lists the steps of a task that may run now and that nobody runs.';
