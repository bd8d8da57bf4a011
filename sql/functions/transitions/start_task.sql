-- Starts a task ahead of its time: its timer goes, its steps that need no other are enqueued.
--
-- p_task_uuid  locked by the caller, as are its live steps
--
-- locks  the timer, unless somebody has it: who wakes it finds the steps enqueued
create or replace function tasker.start_task (p_task_uuid uuid)
  returns void
  language plpgsql
  volatile
as $$
begin
  delete from tasker.timers d
   where d.waiter_uuid in (
     select w.waiter_uuid from tasker.timers w where w.waiter_uuid = p_task_uuid for update skip locked);
  perform tasker.enqueue_steps(array(
    select s.step_uuid from tasker.steps_of(p_task_uuid) s where s.state = 'pending' and s.remaining_parents = 0));
end
$$;
comment on function tasker.start_task is 'Starts a task ahead of its time.';
