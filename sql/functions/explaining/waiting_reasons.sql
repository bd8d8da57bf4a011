-- Why steps of a task are not running, or who runs them: one row a reason, none for a step that is over.
--
-- p_task_uuid  the task
--
-- returns  the step, a reason by name, the same in words, and until when or since when it holds, where that is known
create or replace function tasker.waiting_reasons (p_task_uuid uuid)
  returns table (step_uuid uuid, step_name text, state text, reason text, detail text, until timestamptz)
  language sql
  stable
as $$
  with step as (
    select s.*, n.step_name, n.handler, n.handler_id, n.namespace, t.state as task_state,
           q.worker_uuid, q.leased_until, q.rank, q.namespace_id, w.due_at, w.kind
      from tasker.tasks t
      cross join lateral (select * from tasker.steps_of(t.task_uuid) offset 0) s
      join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
      left join tasker.step_queue q on q.step_uuid = s.step_uuid
      left join tasker.timers w on w.waiter_uuid = s.step_uuid
     where t.task_uuid = p_task_uuid
  )
  select s.step_uuid, s.step_name, s.state::text, r.reason, r.detail, r.until
    from step s
    cross join lateral (
      select 'start_time' as reason, 'the task starts later' as detail, w.due_at as until
        from tasker.timers w
       where s.task_state = 'pending' and s.state = 'pending' and w.waiter_uuid = p_task_uuid
      union all
      select case p.state when 'error' then 'failed_parent' else 'missing_parent' end,
             format('parent "%s" is %s', p.step_name, p.state), null
        from tasker.named_step_edges e
        join step p on p.position = e.from_position
       where s.state = 'pending'
         and e.named_task_id = s.named_task_id
         and e.to_position = s.position
         and p.state not in ('complete', 'resolved_manually')
      union all
      select 'retry_time', format('attempt %s of %s failed: %s', s.attempts, greatest(s.max_attempts, 1), s.error ->> 'message'), s.due_at
       where s.state = 'waiting_for_retry'
      union all
      select 'deferred', format('no worker had handler "%s"; it is offered again', s.handler), s.due_at
       where s.state = 'enqueued' and s.kind = 'deferred'
      union all
      select x.reason, x.detail, null
        from tasker.missing_worker(s.namespace, s.handler_id, s.handler) x
       where s.state = 'enqueued'
      union all
      select 'queued', format('%s ready steps of namespace "%s" are ahead', a.ahead_count, s.namespace), null
        from (select count(*) as ahead_count
                from tasker.step_queue q
               where q.namespace_id = s.namespace_id and q.worker_uuid is null and q.rank < s.rank) a
       where s.state = 'enqueued' and s.rank is not null
      union all
      select 'leased', format('worker "%s" runs attempt %s of %s', s.worker_uuid, s.attempts, greatest(s.max_attempts, 1)),
             greatest(s.leased_until, (select k.leased_until from tasker.workers k where k.worker_uuid = s.worker_uuid))
       where s.state = 'in_progress'
      union all
      select 'orchestrator', 'the result waits for an orchestrator to record it', null
       where s.state in ('enqueued_for_orchestration', 'enqueued_as_error_for_orchestration')
      union all
      select 'failed', format('attempt %s of %s failed for good: %s', s.attempts, greatest(s.max_attempts, 1), s.error ->> 'message'), null
       where s.state = 'error'
    ) r
   order by s.position
$$;
comment on function tasker.waiting_reasons is 'Why steps of a task are not running, or who runs them.';
