-- Violations among what waits: queue rows of steps that need none (I2), queue rows and timers of tasks that are over (I1).
create or replace function tasker.stray_waits ()
  returns table (invariant text, entity uuid, detail text)
  language sql
  stable
as $$
  with wait as materialized (
    select q.step_uuid as waiter_uuid, 'queue row' as kind from tasker.step_queue q
    union all
    select w.waiter_uuid, 'timer' from tasker.timers w
  )
  select 'I1' as invariant, w.waiter_uuid as entity, format('has a %s in a task that is %s', w.kind, t.state) as detail
    from wait w
   cross join lateral (select t.state from tasker.tasks t where t.task_uuid = tasker.task_uuid(w.waiter_uuid) offset 0) t
   where t.state >= 'complete'
  union all
  select 'I2', w.waiter_uuid, format('has a queue row and is %s', coalesce(s.state::text, 'nowhere'))
    from wait w
    left join lateral (select s.state from tasker.workflow_steps s where s.step_uuid = w.waiter_uuid offset 0) s on true
   where w.kind = 'queue row'
     and (s.state is null
          or s.state not in ('enqueued', 'in_progress', 'enqueued_for_orchestration', 'enqueued_as_error_for_orchestration'))
$$;
comment on function tasker.stray_waits is 'Violations among what waits.';
