-- Sums up tasks. See tasker.task_context for what the words mean.
--
-- input_task_uuids  tasks; unknown ones have no row
--
-- returns  one row a task, by task uuid
create or replace function tasker_v1.get_task_execution_contexts_batch (input_task_uuids uuid[])
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
as $$
begin
  return query
  select c.*
    from (select distinct u.task_uuid from unnest(input_task_uuids) u (task_uuid)) u
    cross join lateral tasker.task_context(u.task_uuid) c
   order by c.task_uuid;
end
$$;
comment on function tasker_v1.get_task_execution_contexts_batch is 'Sums up tasks.';
