-- A task and its steps as they are now, for later investigation: no context and no results, which stay with the task.
--
-- returns  JSON; null for an unknown task
create or replace function tasker.task_snapshot (p_task_uuid uuid)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
           'task_uuid', a.task_uuid, 'namespace', n.name, 'name', d.name, 'version', d.version, 'state', a.state,
           'correlation_id', a.correlation_id, 'priority', a.priority, 'tags', coalesce(a.tags, '[]'),
           'requested_at', a.requested_at, 'created_at', a.created_at, 'updated_at', a.updated_at, 'completed_at', a.completed_at,
           'steps', (
             select jsonb_agg(jsonb_build_object(
                      'step_uuid', s.step_uuid, 'name', p.step_name, 'state', s.state, 'handler', p.handler,
                      'attempts', s.attempts, 'max_attempts', s.max_attempts, 'last_attempted_at', s.last_attempted_at,
                      'last_failure_at', s.last_failure_at, 'completed_at', s.completed_at, 'error', s.error,
                      'missing_parents', s.remaining_parents, 'worker_uuid', q.worker_uuid, 'leased_until',
                      nullif(q.leased_until, 'infinity'), 'due_at', w.due_at) order by s.position)
               from tasker.steps_of(a.task_uuid) s
               join tasker.named_tasks_named_steps p on p.named_task_id = s.named_task_id and p.position = s.position
               left join tasker.step_queue q on q.step_uuid = s.step_uuid
               left join tasker.timers w on w.waiter_uuid = s.step_uuid))
    from tasker.tasks a
    join tasker.named_tasks d on d.named_task_id = a.named_task_id
    join tasker.task_namespaces n on n.namespace_id = a.namespace_id
   where a.task_uuid = p_task_uuid
$$;
comment on function tasker.task_snapshot is 'A task and its steps as they are now, for later investigation.';
