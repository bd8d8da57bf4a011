-- Locks every step of some tasks that is not over yet, so that the tasks can be judged as a whole.
-- Not a function in language sql: such a one would stop at its first row.
--
-- locks  steps by id
create or replace function tasker.lock_live_steps (p_task_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
begin
  perform
     from unnest(p_task_uuids) t (task_uuid)
     join tasker.workflow_steps s
       on s.step_uuid > t.task_uuid and s.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
    where s.state not in ('complete', 'cancelled', 'resolved_manually')
    order by s.step_uuid
      for update of s;
end
$$;
comment on function tasker.lock_live_steps is 'Locks every step of some tasks that is not over yet.';
