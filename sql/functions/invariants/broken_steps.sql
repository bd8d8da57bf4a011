-- Violations among the steps of some tasks, as their rows, queue rows and timers tell: I1 to I5, I7, I9 and I10 of
-- tasker_v1.check_invariants().
--
-- p_first  first uuids of spans, as of tasker.task_spans(); what waits there for a task that is not is a violation
-- p_last   their last uuids
create or replace function tasker.broken_steps (p_first uuid[], p_last uuid[])
  returns table (invariant text, entity uuid, detail text)
  language sql
  stable
as $$
  with task as materialized (
    select t.task_uuid, t.state
      from unnest(p_first, p_last) u (first, last)
     cross join lateral (select * from tasker.tasks t where t.task_uuid between u.first and u.last offset 0) t
  ), step as materialized (
    select s.step_uuid, s.task_uuid, s.position, s.named_task_id, s.state, s.attempts, s.max_attempts, s.remaining_parents,
           t.state as task_state
      from unnest(p_first, p_last) u (first, last)
     cross join lateral (select * from tasker.workflow_steps s where s.step_uuid between u.first and u.last offset 0) s
      left join task t on t.task_uuid = s.task_uuid
  ), queue_row as materialized (
    select tasker.task_uuid(q.step_uuid) as task_uuid, q.step_uuid, q.worker_uuid, q.leased_until, q.attempt
      from unnest(p_first, p_last) u (first, last)
     cross join lateral (select * from tasker.step_queue q where q.step_uuid between u.first and u.last offset 0) q
  ), timer as materialized (
    select tasker.task_uuid(w.waiter_uuid) as task_uuid, w.waiter_uuid, w.kind
      from unnest(p_first, p_last) u (first, last)
     cross join lateral (select * from tasker.timers w where w.waiter_uuid between u.first and u.last offset 0) w
  ), parent as not materialized (
    select s.step_uuid, s.state, s.attempts, s.remaining_parents, p.step_uuid as parent_uuid, p.state as parent_state,
           p.state not in ('complete', 'resolved_manually') as is_missing
      from step s
      join tasker.named_step_edges e on e.named_task_id = s.named_task_id and e.to_position = s.position
      join step p on p.task_uuid = s.task_uuid and p.position = e.from_position
  )
  select 'I1' as invariant, s.step_uuid as entity, format('is %s in a task that is %s', s.state, s.task_state) as detail
    from step s
   where s.task_state >= 'complete'
     and s.state < 'complete'
  union all
  select 'I1', q.step_uuid, format('has a queue row in a task that is %s', t.state)
    from queue_row q
    join task t on t.task_uuid = q.task_uuid
   where t.state >= 'complete'
  union all
  select 'I1', w.waiter_uuid, format('has a timer in a task that is %s', t.state)
    from timer w
    join task t on t.task_uuid = w.task_uuid
   where t.state >= 'complete'
  union all
  select 'I2', q.step_uuid, format('has a queue row and is %s', coalesce(s.state::text, 'nowhere'))
    from queue_row q
    left join step s on s.step_uuid = q.step_uuid
   where (s.state in ('enqueued', 'in_progress', 'enqueued_for_orchestration',
                      'enqueued_as_error_for_orchestration')) is not true
  union all
  select 'I2', w.waiter_uuid, format('has a timer of kind %s and is %s', w.kind, coalesce(s.state::text, t.state::text, 'nowhere'))
    from timer w
    left join step s on s.step_uuid = w.waiter_uuid
    left join task t on t.task_uuid = w.waiter_uuid
   where case w.kind
           when 'start' then t.state is distinct from 'pending'
           when 'retry' then s.state is distinct from 'waiting_for_retry'
           when 'deferred' then s.state is distinct from 'enqueued'
         end
  union all
  select case s.state when 'enqueued' then 'I2' else 'I3' end, s.step_uuid,
         format('is %s, attempt %s, and its queue row is %s', s.state, s.attempts,
                case when q.step_uuid is null then 'missing'
                     else format('attempt %s of worker %s', q.attempt, coalesce(q.worker_uuid::text, 'none')) end)
    from step s
    left join queue_row q on q.step_uuid = s.step_uuid
    left join timer w on w.waiter_uuid = s.step_uuid and w.kind = 'deferred'
   where case s.state
           when 'enqueued' then ((q.step_uuid is not null and q.worker_uuid is null and q.attempt = s.attempts + 1)
                                 <> (w.waiter_uuid is not null)) is not true
           when 'in_progress' then (q.worker_uuid is not null and q.attempt = s.attempts) is not true
           when 'enqueued_for_orchestration' then (q.leased_until = 'infinity' and q.attempt = s.attempts) is not true
           when 'enqueued_as_error_for_orchestration' then (q.leased_until = 'infinity' and q.attempt = s.attempts) is not true
           else false
         end
  union all
  select 'I4', p.step_uuid,
         format('counts %s missing parents, the edges %s', p.remaining_parents, count(*) filter (where p.is_missing))
    from parent p
   group by p.step_uuid, p.remaining_parents
  having p.remaining_parents <> count(*) filter (where p.is_missing)
  union all
  select 'I4', s.step_uuid, format('counts %s missing parents, the edges 0', s.remaining_parents)
    from step s
   where s.remaining_parents > 0
     and not exists (select from tasker.named_step_edges e
                      where e.named_task_id = s.named_task_id and e.to_position = s.position)
  union all
  select 'I5', p.step_uuid,
         format('is %s, attempt %s, and parent "%s" is %s', p.state, p.attempts, p.parent_uuid, p.parent_state)
    from parent p
   where p.is_missing
     and (p.attempts > 0
          or p.state in ('enqueued', 'in_progress', 'enqueued_for_orchestration',
                         'enqueued_as_error_for_orchestration', 'waiting_for_retry'))
  union all
  select 'I7', s.step_uuid, format('%s attempts of %s', s.attempts, s.max_attempts)
    from step s
   where s.attempts > greatest(s.max_attempts, 1)
  union all
  select 'I9', s.step_uuid, format('is %s without a timer', s.state)
    from step s
    left join timer w on w.waiter_uuid = s.step_uuid and w.kind = 'retry'
   where s.state = 'waiting_for_retry'
     and w.waiter_uuid is null
  union all
  select 'I9', s.step_uuid, 'is pending with no parent missing'
    from step s
   where s.state = 'pending'
     and s.remaining_parents = 0
     and s.task_state <> 'pending'
  union all
  select 'I10', s.step_uuid, 'is of no task'
    from step s
   where s.task_state is null
$$;
comment on function tasker.broken_steps is 'Violations among the steps of some tasks, as their rows tell.';
