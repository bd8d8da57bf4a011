-- The tasks that came to an end in a period, with how long they took and how their steps ended.
-- Found through the transition log, whose partitions are by time; a null name matches all.
--
-- returns  one row a task; is_error tells that it ended in error
create or replace function tasker.ended_tasks (p_since timestamptz, p_namespace text, p_task_name text, p_version text)
  returns table (
    task_uuid uuid, namespace_name text, task_name text, version text, duration_seconds numeric, step_count bigint,
    completed_steps bigint, error_steps bigint, created_at timestamptz, completed_at timestamptz, initiator text,
    source_system text, is_error boolean
  )
  language sql
  stable
as $$
  select t.task_uuid, c.name, n.name, n.version, round(extract(epoch from t.completed_at - t.created_at), 3),
         s.total, s.completed, s.failed, t.created_at, t.completed_at, t.initiator, t.source_system, l.to_state = 'error'
    from tasker.task_transition_log l
    join tasker.tasks t on t.task_uuid = l.task_uuid
    join tasker.named_tasks n on n.named_task_id = t.named_task_id
    join tasker.task_namespaces c on c.namespace_id = n.namespace_id
    cross join lateral (
      select count(*) as total,
             count(*) filter (where s.state in ('complete', 'resolved_manually')) as completed,
             count(*) filter (where s.state = 'error') as failed
        from tasker.steps_of(t.task_uuid) s
    ) s
   where l.at >= p_since
     and l.to_state in ('complete', 'error', 'cancelled', 'resolved_manually')
     and (p_namespace is null or c.name = p_namespace)
     and (p_task_name is null or n.name = p_task_name)
     and (p_version is null or n.version = p_version)
$$;
comment on function tasker.ended_tasks is 'The tasks that came to an end in a period.';
