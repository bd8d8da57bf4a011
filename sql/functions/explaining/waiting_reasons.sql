-- Why steps of a task are not running, or who runs them: one row a reason, none for a step that is over.
-- A live step always has one; 'unexplained' would be a defect that tasker_v1.check_invariants() shows as well.
--
-- p_task_uuid  the task
--
-- returns  the step, a reason by name, the same in words, and until when or since when it holds, where that is known
create or replace function tasker.waiting_reasons (p_task_uuid uuid)
  returns table (step_uuid uuid, step_name text, state text, reason text, detail text, until timestamptz)
  language sql
  stable
as $$
  with recursive step as materialized (
    select s.*, n.step_name, n.handler, n.handler_id, n.namespace, t.state as task_state,
           q.worker_uuid, q.leased_until, q.rank, q.namespace_id, w.due_at, w.kind
      from tasker.tasks t
      cross join lateral (select * from tasker.steps_of(t.task_uuid) offset 0) s
      join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
      left join tasker.step_queue q on q.step_uuid = s.step_uuid
      left join tasker.timers w on w.waiter_uuid = s.step_uuid
     where t.task_uuid = p_task_uuid
  ), blocked as (
    select s.position as failed_position, s.position, 0 as distance
      from step s
     where s.state in ('error', 'cancelled') and s.task_state < 'complete'
    union
    select b.failed_position, e.to_position, 1 + (b.distance > 0)::integer
      from blocked b
      join step s on s.position = b.position and s.state not in ('complete', 'resolved_manually')
      join tasker.named_step_edges e on e.named_task_id = s.named_task_id and e.from_position = b.position
  ), failed_ancestor as (
    select b.failed_position, b.position, min(b.distance) as distance
      from blocked b
     where b.distance > 0
     group by b.failed_position, b.position
  )
  select s.step_uuid, s.step_name, s.state::text, coalesce(r.reason, 'unexplained'),
         coalesce(r.detail, 'nothing is known that holds it; look at tasker_v1.check_invariants()'), r.until
    from step s
    left join lateral (
      select 1 as place, 'start_time' as reason,
             case when w.due_at > tasker.now() then 'the task starts later'
                  else 'its start time has come; the next look at the timers starts it' end as detail,
             w.due_at as until
        from tasker.timers w
       where s.task_state = 'pending' and s.state = 'pending' and w.waiter_uuid = p_task_uuid
      union all
      select 2, 'failed_parent',
             case b.distance when 1 then format('parent "%s" is %s', p.step_name, p.state)
                             else format('step "%s", which its parents need, is %s', p.step_name, p.state) end
             || coalesce(': ' || (p.error ->> 'message'), ''),
             null
        from failed_ancestor b
        join step p on p.position = b.failed_position
       where s.state = 'pending' and b.position = s.position
      union all
      select 3, 'missing_parent', format('parent "%s" is %s', p.step_name, p.state), null
        from tasker.named_step_edges e
        join step p on p.position = e.from_position
       where s.state = 'pending'
         and e.named_task_id = s.named_task_id
         and e.to_position = s.position
         and p.state not in ('complete', 'resolved_manually', 'error', 'cancelled')
      union all
      select 4, 'retry_time',
             format('attempt %s of %s failed: %s%s', s.attempts, greatest(s.max_attempts, 1), s.error ->> 'message',
                    case when s.due_at <= tasker.now() then '; the next look at the timers offers it again' end),
             s.due_at
       where s.state = 'waiting_for_retry'
      union all
      select 5, 'deferred', format('no worker had handler "%s"; it is offered again', s.handler), s.due_at
       where s.state = 'enqueued' and s.kind = 'deferred'
      union all
      select 6, x.reason, x.detail, null
        from tasker.missing_worker(s.namespace, s.handler_id, s.handler) x
       where s.state = 'enqueued'
      union all
      select 7, 'queued',
             case a.ahead_count when 0 then format('it is the next of namespace "%s"', s.namespace)
                                when 1 then format('1 ready step of namespace "%s" is ahead', s.namespace)
                                else format('%s ready steps of namespace "%s" are ahead', a.ahead_count, s.namespace) end,
             null
        from (select count(*) as ahead_count
                from tasker.step_queue q
               where q.namespace_id = s.namespace_id and q.worker_uuid is null and q.rank < s.rank) a
       where s.state = 'enqueued' and s.rank is not null
      union all
      select 8, 'leased',
             format('worker "%s" runs attempt %s of %s%s', s.worker_uuid, s.attempts, greatest(s.max_attempts, 1),
                    case when l.until < tasker.now() then ', or did: its lease is over and an orchestrator takes the step back' end),
             l.until
        from (select greatest(s.leased_until, (select k.leased_until from tasker.workers k where k.worker_uuid = s.worker_uuid))
                as until) l
       where s.state = 'in_progress'
      union all
      select 9, 'orchestrator', 'the result waits for an orchestrator to record it', null
       where s.state in ('enqueued_for_orchestration', 'enqueued_as_error_for_orchestration')
      union all
      select 10, 'failed',
             format('attempt %s of %s failed for good: %s', s.attempts, greatest(s.max_attempts, 1), s.error ->> 'message'),
             s.last_failure_at
       where s.state = 'error'
    ) r on true
   where s.state not in ('complete', 'cancelled', 'resolved_manually')
   order by s.position, r.place, r.detail
$$;
comment on function tasker.waiting_reasons is 'Why steps of a task are not running, or who runs them.';
