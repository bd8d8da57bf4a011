-- Tasks that are not over.
--
-- p_is_thorough  read every task. Otherwise only those that wait for something or had a failure, which takes no longer
--                for millions of finished tasks; what that leaves out breaks invariant I9 and is found there
create or replace function tasker.unfinished_tasks (p_is_thorough boolean)
  returns uuid[]
  language plpgsql
  stable
as $$
begin
  if p_is_thorough then
    return array(select t.task_uuid from tasker.tasks t where t.state < 'complete');
  end if;
  return array(
    select tasker.task_uuid(q.step_uuid) from tasker.step_queue q
    union
    select tasker.task_uuid(w.waiter_uuid) from tasker.timers w
    union
    select f.task_uuid from tasker.troubled_tasks f);
end
$$;
comment on function tasker.unfinished_tasks is 'Tasks that are not over.';
