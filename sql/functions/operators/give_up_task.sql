-- Gives up a task that is blocked by failures: it ends in error, what has not run is cancelled.
--
-- p_task_uuid  a task in blocked_by_failures
-- p_by         who
-- p_reason     why
--
-- returns   the task's state
-- raises    TK101 no such task · TK202 the task is not blocked
-- locks     queue rows by step id, steps by id, the task
create or replace function tasker_v1.give_up_task (p_task_uuid uuid, p_by text, p_reason text)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform tasker.lock_waits(p_task_uuid);
  perform tasker.lock_live_steps(array[p_task_uuid]);
  if (select t.state from tasker.tasks t where t.task_uuid = p_task_uuid) <> 'blocked_by_failures' then
    raise exception using
      errcode = 'TK202',
      message = format('Cannot give up task "%s": it is %s', p_task_uuid,
                       (select t.state from tasker.tasks t where t.task_uuid = p_task_uuid)),
      hint = 'Only a task in blocked_by_failures can be given up; cancel it instead.';
  end if;
  perform tasker.end_tasks(array[p_task_uuid], 'error', 'give up',
                           jsonb_build_object('event', 'give_up', 'by', p_by, 'reason', p_reason));
  return 'error';
end
$$;
comment on function tasker_v1.give_up_task is 'Gives up a task that is blocked by failures.';
