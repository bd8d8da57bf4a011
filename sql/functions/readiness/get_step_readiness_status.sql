-- Tells how far the steps of a task are from running. In plpgsql, which keeps its plan: planned anew by every call, as
-- functions in language sql are before PostgreSQL 18, it took longer than it ran.
--
-- input_task_uuid  the task; an unknown one has no rows
-- step_uuids       only these steps; null for all
--
-- returns  one row a step, by step uuid
create or replace function tasker_v1.get_step_readiness_status (input_task_uuid uuid, step_uuids uuid[] default null)
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
  select r.* from tasker.step_readiness(input_task_uuid, step_uuids) r order by r.workflow_step_uuid;
end
$$;
comment on function tasker_v1.get_step_readiness_status is 'Tells how far the steps of a task are from running.';
