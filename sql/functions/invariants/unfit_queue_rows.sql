-- Violations of I2 and I3: ready, running or parked steps whose queue row does not fit, and queue rows left over.
create or replace function tasker.unfit_queue_rows ()
  returns table (invariant text, entity uuid, detail text)
  language sql
  stable
as $$
  select case s.state when 'enqueued' then 'I2' else 'I3' end as invariant,
         s.step_uuid as entity,
         format('is %s, attempt %s, and its queue row is %s', s.state, s.attempts,
                case when q.step_uuid is null then 'missing'
                     else format('attempt %s of worker %s', q.attempt, coalesce(q.worker_uuid::text, 'none')) end) as detail
    from tasker.workflow_steps s
    left join tasker.step_queue q on q.step_uuid = s.step_uuid
    left join tasker.timers w on w.waiter_uuid = s.step_uuid and w.kind = 'deferred'
   where case s.state
           when 'enqueued' then ((q.step_uuid is not null and q.worker_uuid is null and q.attempt = s.attempts + 1)
                                 <> (w.waiter_uuid is not null)) is not true
           when 'in_progress' then (q.worker_uuid is not null and q.attempt = s.attempts) is not true
           when 'enqueued_for_orchestration' then (q.leased_until = 'infinity' and q.attempt = s.attempts) is not true
           when 'enqueued_as_error_for_orchestration' then (q.leased_until = 'infinity' and q.attempt = s.attempts) is not true
           else false
         end
  union all
  select 'I2', q.step_uuid, format('has a queue row and is %s', coalesce(s.state::text, 'nowhere'))
    from tasker.step_queue q
    left join tasker.workflow_steps s on s.step_uuid = q.step_uuid
   where s.state is null
      or s.state not in ('enqueued', 'in_progress', 'enqueued_for_orchestration', 'enqueued_as_error_for_orchestration')
$$;
comment on function tasker.unfit_queue_rows is 'Violations of invariants I2 and I3.';
