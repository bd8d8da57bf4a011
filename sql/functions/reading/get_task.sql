-- Tells everything about a task.
--
-- returns   one row; tasker.task_context says what execution_status, recommended_action and health_status mean
-- raises    TK101 no such task
create or replace function tasker_v1.get_task (p_task_uuid uuid)
  returns table (
    task_uuid uuid, namespace text, name text, version text, status text, created_at timestamptz, updated_at timestamptz,
    completed_at timestamptz, initiator text, source_system text, reason text, priority integer, tags jsonb,
    correlation_id uuid, parent_correlation_id uuid, requested_at timestamptz, total_steps bigint, pending_steps bigint,
    in_progress_steps bigint, completed_steps bigint, failed_steps bigint, ready_steps bigint, enqueued_steps bigint,
    waiting_for_retry_steps bigint, cancelled_steps bigint, execution_status text, recommended_action text,
    completion_percentage numeric, health_status text,
    context jsonb
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set jit = off
as $$
begin
  return query
  select d.*, t.context
    from tasker.describe_task(p_task_uuid) d
    join tasker.tasks t on t.task_uuid = p_task_uuid;

  if not found then
    perform tasker.reject_unknown_task('get', p_task_uuid);
  end if;
end
$$;
comment on function tasker_v1.get_task is 'Tells everything about a task.';
