-- Removes the queue rows and timers of tasks that are over.
-- Rows that somebody has locked are left: a claim or a waking timer finds the step cancelled and drops them itself.
--
-- locks  queue rows and timers, skipping locked ones
create or replace function tasker.drop_waits (p_task_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
begin
  delete from tasker.step_queue d
   where d.step_uuid in (
     select q.step_uuid
       from unnest(p_task_uuids) t (task_uuid)
       join tasker.step_queue q on q.step_uuid > t.task_uuid and q.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
        for update of q skip locked);
  delete from tasker.timers d
   where d.waiter_uuid in (
     select w.waiter_uuid
       from unnest(p_task_uuids) t (task_uuid)
       join tasker.timers w on w.waiter_uuid >= t.task_uuid and w.waiter_uuid <= tasker.step_uuid(t.task_uuid, 65535)
        for update of w skip locked);
end
$$;
comment on function tasker.drop_waits is 'Removes the queue rows and timers of tasks that are over.';
