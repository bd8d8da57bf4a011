-- Every task that is not over: for how long nothing of it has moved, and whether something will move it.
-- A step that fails or succeeds moves its task, whatever state that is in. A task's age counts from its start time.
--
-- has_waker  a step runs under a live lease, waits for a retry to come, or is ready where a live worker serves it
create or replace view tasker.v_task_state_analysis as
select t.task_uuid, t.correlation_id, n.name as namespace_name, d.name as task_name, d.version, t.state as current_state,
       t.priority, t.created_at, b.started_at, m.moved_at,
       greatest(floor(extract(epoch from c.now - m.moved_at) / 60), 0)::integer as time_in_state_minutes,
       greatest(floor(extract(epoch from c.now - b.started_at) / 60), 0)::integer as task_age_minutes,
       exists (select
                 from tasker.step_queue q
                 left join tasker.workers w on w.worker_uuid = q.worker_uuid
                where q.step_uuid > t.task_uuid
                  and q.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
                  and q.worker_uuid is not null
                  and q.leased_until <> 'infinity'
                  and greatest(q.leased_until, w.leased_until) > c.now)
       or exists (select
                    from tasker.timers w
                   where w.waiter_uuid >= t.task_uuid
                     and w.waiter_uuid <= tasker.step_uuid(t.task_uuid, 65535)
                     and w.kind <> 'deferred'
                     and w.due_at > c.now)
       or exists (select
                    from tasker.step_queue q
                    join tasker.workers w
                      on w.state = 'running' and w.leased_until > c.now and n.name = any (w.namespaces)
                     and (w.handler_ids is null or q.handler_id = any (w.handler_ids))
                   where q.step_uuid > t.task_uuid
                     and q.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
                     and q.worker_uuid is null) as has_waker,
       d.configuration
  from tasker.tasks t
  join tasker.named_tasks d on d.named_task_id = t.named_task_id
  join tasker.task_namespaces n on n.namespace_id = t.namespace_id
  cross join tasker.v_clock c
  cross join lateral (
    select coalesce(
      (select w.due_at from tasker.timers w where w.waiter_uuid = t.task_uuid and w.kind = 'start'),
      (select min(l.at) from tasker.task_transition_log l where l.task_uuid = t.task_uuid and l.to_state <> 'pending'),
      t.created_at) as started_at
  ) b
  cross join lateral (
    select greatest(t.updated_at, b.started_at, max(s.last_attempted_at), max(s.last_failure_at), max(s.completed_at)) as moved_at
      from tasker.workflow_steps s
     where s.step_uuid > t.task_uuid
       and s.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
  ) m
 where t.state < 'complete';
comment on view tasker.v_task_state_analysis is 'Every task that is not over: for how long nothing of it has moved, and whether something will move it.';
