-- Locks the queue rows of a task's steps, before their steps are locked.
--
-- locks  queue rows by step id
create or replace function tasker.lock_waits (p_task_uuid uuid)
  returns void
  language plpgsql
  volatile
as $$
begin
  perform
     from tasker.step_queue q
    where q.step_uuid > p_task_uuid
      and q.step_uuid <= tasker.step_uuid(p_task_uuid, 65535)
    order by q.step_uuid
      for update;
end
$$;
comment on function tasker.lock_waits is 'Locks the queue rows of a task''s steps.';
