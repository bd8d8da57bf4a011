-- The tasks that something still points at: a queue row, a timer, a failure, a processor or a claim to finalize; and the
-- newest ones, whatever became of them. Finished tasks cost nothing here, for no index stands on a task's state.
--
-- returns  the tasks, by id; they may be over, or not be at all
create or replace function tasker.live_tasks ()
  returns uuid[]
  language sql
  stable
as $$
  select array(
    select tasker.task_uuid(q.step_uuid) from tasker.step_queue q
    union
    select tasker.task_uuid(w.waiter_uuid) from tasker.timers w
    union
    select f.task_uuid from tasker.troubled_tasks f
    union
    select t.task_uuid from tasker.tasks t where t.processor_uuid is not null
    union
    select c.task_uuid from tasker.task_finalization_claims c
    union
    (select t.task_uuid from tasker.tasks t order by t.task_uuid desc limit 1000)
    order by 1)
$$;
comment on function tasker.live_tasks is 'The tasks that something still points at, and the newest ones.';
