-- Makes the queue rows anew that ready, running and parked steps lack. A running step gets a lease that is over: the next
-- look at the leases takes it back, or fails it after its last attempt. A parked one gets the fence of who parked it.
--
-- p_step_uuids  steps, locked by the caller
create or replace function tasker.restore_queue_rows (p_step_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
begin
  insert into tasker.step_queue (step_uuid, worker_uuid, leased_until, rank, namespace_id, handler_id, named_task_id,
                                 position, attempt)
  select s.step_uuid, h.worker_uuid,
         case s.state when 'in_progress' then '-infinity' else 'infinity' end::timestamptz,
         t.rank, t.namespace_id, n.handler_id, s.named_task_id, s.position, s.attempts
    from tasker.workflow_steps s
    join tasker.tasks t on t.task_uuid = s.task_uuid
    join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
   cross join lateral (
     select coalesce((select l.worker_uuid
                        from tasker.step_transition_log l
                       where l.step_uuid = s.step_uuid and l.worker_uuid is not null
                       order by l.history_id desc
                       limit 1), tasker.uuidv7()) as worker_uuid) h
   where s.step_uuid = any (p_step_uuids)
     and s.state in ('in_progress', 'enqueued_for_orchestration', 'enqueued_as_error_for_orchestration');
  perform tasker.offer_deferred_steps(p_step_uuids);
end
$$;
comment on function tasker.restore_queue_rows is 'Makes the queue rows anew that ready, running and parked steps lack.';
