-- Tasks that are blocked by a step without attempts left, and not investigated since.
--
-- returns  the task, and the first such step of it; at most p_limit
create or replace function tasker.exhausted_tasks (p_limit integer)
  returns table (task_uuid uuid, metadata jsonb)
  language sql
  stable
as $$
  select t.task_uuid, e.metadata
    from tasker.troubled_tasks f
    join tasker.tasks t on t.task_uuid = f.task_uuid and t.state = 'blocked_by_failures'
   cross join lateral (
     select jsonb_build_object('step_uuid', s.step_uuid, 'step_name', n.step_name, 'attempts', s.attempts, 'error', s.error) as metadata
       from tasker.steps_of(t.task_uuid) s
       join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
      where s.state = 'error'
        and s.attempts >= greatest(s.max_attempts, 1)
      order by s.position
      limit 1
   ) e
   where not tasker.is_investigated(t.task_uuid, t.updated_at)
   limit p_limit
$$;
comment on function tasker.exhausted_tasks is 'Tasks that are blocked by a step without attempts left.';
