-- Violations of I9: tasks and steps that wait with nothing to wake them.
create or replace function tasker.waiting_without_waker ()
  returns table (entity uuid, detail text)
  language sql
  stable
as $$
  select s.step_uuid as entity, format('is %s without a timer', s.state) as detail
    from tasker.workflow_steps s
   where s.state = 'waiting_for_retry'
     and not exists (select from tasker.timers w where w.waiter_uuid = s.step_uuid and w.kind = 'retry')
  union all
  select s.step_uuid, 'is pending with no parent missing'
    from tasker.workflow_steps s
    join tasker.tasks t on t.task_uuid = s.task_uuid
   where s.state = 'pending'
     and s.remaining_parents = 0
     and t.state <> 'pending'
  union all
  select t.task_uuid, 'is pending without a timer'
    from tasker.tasks t
   where t.state = 'pending'
     and not exists (select from tasker.timers w where w.waiter_uuid = t.task_uuid and w.kind = 'start')
  union all
  select t.task_uuid, format('is %s while no step of it is %s', t.state, r.wanted)
    from tasker.tasks t
    join (select s.task_uuid,
                 bool_or(s.state in ('enqueued', 'in_progress', 'enqueued_for_orchestration',
                                     'enqueued_as_error_for_orchestration')) as is_running,
                 bool_or(s.state = 'waiting_for_retry') as is_retried,
                 bool_or(s.state in ('error', 'cancelled')) as is_failed,
                 bool_and(s.state in ('complete', 'resolved_manually')) as is_done
            from tasker.workflow_steps s
           group by s.task_uuid) c on c.task_uuid = t.task_uuid
    cross join lateral (
      select case t.state
               when 'steps_in_process' then case when not c.is_running then 'ready or running' end
               when 'waiting_for_retry' then case when not c.is_retried then 'waiting for a retry' end
               when 'waiting_for_dependencies' then case when not (c.is_running or c.is_retried) then 'under way' end
               when 'blocked_by_failures' then case when not c.is_failed then 'in error or cancelled' end
               when 'complete' then case when not c.is_done then 'unsatisfied' end
             end as wanted
    ) r
   where r.wanted is not null
     and t.processor_uuid is null
$$;
comment on function tasker.waiting_without_waker is 'Violations of invariant I9.';
