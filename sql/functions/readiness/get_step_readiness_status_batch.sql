-- Tells how far the steps of some tasks are from running. See tasker.task_readiness for the rules.
--
-- input_task_uuids  tasks; unknown ones have no rows
-- step_uuids        only these steps; null for all. Parents outside count all the same
--
-- returns  one row a step, by step uuid; backoff_request_seconds runs from the last failure to the next try
create or replace function tasker_v1.get_step_readiness_status_batch (input_task_uuids uuid[], step_uuids uuid[] default null)
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
as $$
begin
  return query
  select r.*
    from (select distinct u.task_uuid from unnest(input_task_uuids) u (task_uuid)) u
    cross join lateral tasker.step_readiness(u.task_uuid, step_uuids) r
   order by r.workflow_step_uuid;
end
$$;
comment on function tasker_v1.get_step_readiness_status_batch is 'Tells how far the steps of some tasks are from running.';
