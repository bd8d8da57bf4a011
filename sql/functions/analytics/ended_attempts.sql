-- The attempts that came to an end in a period: from the start to the result. Found through the transition
-- log, whose partitions are by time; a null name matches all.
--
-- returns  one row an attempt; is_error tells a failed one, whether it is retried or not
create or replace function tasker.ended_attempts (p_since timestamptz, p_namespace text, p_task_name text, p_version text)
  returns table (
    step_uuid uuid, namespace_name text, task_name text, version text, step_name text, retryable boolean,
    started_at timestamptz, ended_at timestamptz, is_error boolean, duration_seconds numeric
  )
  language sql
  stable
as $$
  select l.step_uuid, c.name, n.name, n.version, d.step_name, d.default_retryable,
         b.at, l.at, l.to_state <> 'complete', round(extract(epoch from l.at - b.at), 3)
    from tasker.step_transition_log l
    join tasker.workflow_steps w on w.step_uuid = l.step_uuid
    join tasker.named_tasks n on n.named_task_id = w.named_task_id
    join tasker.task_namespaces c on c.namespace_id = n.namespace_id
    join tasker.named_tasks_named_steps d on d.named_task_id = w.named_task_id and d.position = w.position
    cross join lateral (
      select b.at
        from tasker.step_transition_log b
       where b.step_uuid = l.step_uuid
         and b.history_id < l.history_id
         and b.to_state = 'in_progress'
       order by b.history_id desc
       limit 1
    ) b
   where l.at >= p_since
     and l.to_state in ('complete', 'error', 'waiting_for_retry')
     and l.from_state in ('in_progress', 'enqueued_for_orchestration', 'enqueued_as_error_for_orchestration')
     and (p_namespace is null or c.name = p_namespace)
     and (p_task_name is null or n.name = p_task_name)
     and (p_version is null or n.version = p_version)
$$;
comment on function tasker.ended_attempts is 'The attempts that came to an end in a period.';
