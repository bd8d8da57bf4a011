-- Sums up a task: how many of its steps are where, and what that means for the task. See tasker.task_context for the words.
--
-- returns  one row; none for an unknown task
create or replace function tasker_v1.get_task_execution_context (input_task_uuid uuid)
  returns table (
    task_uuid uuid, named_task_uuid uuid, status text, total_steps bigint, pending_steps bigint, in_progress_steps bigint,
    completed_steps bigint, failed_steps bigint, ready_steps bigint, execution_status text, recommended_action text,
    completion_percentage numeric, health_status text, enqueued_steps bigint, waiting_for_retry_steps bigint,
    cancelled_steps bigint
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
  return query select c.* from tasker.task_context(input_task_uuid) c;
end
$$;
comment on function tasker_v1.get_task_execution_context is 'Sums up a task.';
