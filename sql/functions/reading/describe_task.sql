-- Everything that people ask about a task, besides its context: whose it is, where it stands, how its steps do.
--
-- returns  one row; none for an unknown task
create or replace function tasker.describe_task (p_task_uuid uuid)
  returns table (
    task_uuid uuid, namespace text, name text, version text, status text, created_at timestamptz, updated_at timestamptz,
    completed_at timestamptz, initiator text, source_system text, reason text, priority integer, tags jsonb,
    correlation_id uuid, parent_correlation_id uuid, requested_at timestamptz, total_steps bigint, pending_steps bigint,
    in_progress_steps bigint, completed_steps bigint, failed_steps bigint, ready_steps bigint, enqueued_steps bigint,
    waiting_for_retry_steps bigint, cancelled_steps bigint, execution_status text, recommended_action text,
    completion_percentage numeric, health_status text
  )
  language sql
  stable
as $$
  select t.task_uuid, s.name, n.name, n.version, t.state::text, t.created_at, t.updated_at, t.completed_at,
         t.initiator, t.source_system, t.reason, t.priority::integer, coalesce(t.tags, '[]'),
         t.correlation_id, t.parent_correlation_id, coalesce(t.requested_at, t.created_at),
         c.total_steps, c.pending_steps, c.in_progress_steps, c.completed_steps, c.failed_steps, c.ready_steps,
         c.enqueued_steps, c.waiting_for_retry_steps, c.cancelled_steps, c.execution_status, c.recommended_action,
         c.completion_percentage, c.health_status
    from tasker.tasks t
    join tasker.named_tasks n on n.named_task_id = t.named_task_id
    join tasker.task_namespaces s on s.namespace_id = t.namespace_id
    cross join lateral tasker.task_context(t.task_uuid) c
   where t.task_uuid = p_task_uuid
$$;
comment on function tasker.describe_task is 'Everything that people ask about a task, besides its context.';
