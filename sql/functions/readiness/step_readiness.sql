-- How far each step of a task is from running, as people and programs are told it. See tasker.task_readiness for the rules.
--
-- p_step_uuids  only these steps; null for all. Parents outside count all the same
--
-- returns  one row a step; backoff_request_seconds runs from the last failure to the next try
create or replace function tasker.step_readiness (p_task_uuid uuid, p_step_uuids uuid[])
  returns table (
    workflow_step_uuid uuid, task_uuid uuid, named_step_uuid uuid, name text, current_state text,
    dependencies_satisfied boolean, retry_eligible boolean, ready_for_execution boolean,
    last_failure_at timestamptz, next_retry_at timestamptz, total_parents integer, completed_parents integer,
    attempts integer, max_attempts integer, backoff_request_seconds integer, last_attempted_at timestamptz
  )
  language sql
  stable
as $$
  select r.step_uuid, r.task_uuid, r.named_step_uuid, r.name, r.state::text,
         r.dependencies_satisfied, r.retry_eligible, r.ready_for_execution,
         r.last_failure_at, r.next_retry_at, r.total_parents, r.completed_parents, r.attempts, r.max_attempts,
         ceil(extract(epoch from r.next_retry_at - coalesce(r.last_failure_at, r.last_attempted_at)))::integer,
         r.last_attempted_at
    from tasker.task_readiness(p_task_uuid) r
   where p_step_uuids is null or r.step_uuid = any (p_step_uuids)
$$;
comment on function tasker.step_readiness is 'How far each step of a task is from running, as people and programs are told it.';
