-- Violations of I1: tasks that are over and still have a live step, a queue row or a timer.
create or replace function tasker.lively_finished_tasks ()
  returns table (entity uuid, detail text)
  language sql
  stable
as $$
  with over as (
    select t.task_uuid, t.state from tasker.tasks t where t.state in ('complete', 'error', 'cancelled', 'resolved_manually')
  )
  select s.step_uuid as entity, format('is %s in a task that is %s', s.state, o.state) as detail
    from over o
    join tasker.workflow_steps s on s.task_uuid = o.task_uuid
   where s.state not in ('complete', 'error', 'cancelled', 'resolved_manually')
  union all
  select q.step_uuid, format('has a queue row in a task that is %s', o.state)
    from over o
    join tasker.step_queue q on tasker.task_uuid(q.step_uuid) = o.task_uuid
  union all
  select w.waiter_uuid, format('has a timer in a task that is %s', o.state)
    from over o
    join tasker.timers w on tasker.task_uuid(w.waiter_uuid) = o.task_uuid
$$;
comment on function tasker.lively_finished_tasks is 'Violations of invariant I1.';
