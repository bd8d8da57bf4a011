-- Deletes tasks that are over for long enough, with all that belongs to them: steps, history, annotations, closed
-- investigations. An idempotency key is free again then. Live tasks, and those under investigation, stay.
--
-- Tasks are looked at in the order of their index, no further than the batch goes: sorted, all that ended would be looked at
-- first. So no sort, and nothing that needs one.
--
-- p_keep   how long after its end a task is kept
-- p_limit  most to delete, 1 to 10,000; call again while as many are deleted
--
-- returns   how many tasks were deleted
-- raises    TK001 time or limit out of range
-- locks     the row of tasker.rollup; steps of tasks that are over by id, then those tasks by id: a task of which anything
--           is locked is left alone
create or replace function tasker_v1.archive_tasks (p_keep interval, p_limit integer default 1000)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_seqscan = off
  set enable_bitmapscan = off
  set enable_sort = off
  set jit = off
as $$
declare
  -- what ended since the sums were made is not in them, and would be looked at in vain
  v_ended_before timestamptz := least(tasker.now() - p_keep, (select r.rolled_at from tasker.current_rollup() r));
  v_tasks        uuid[];
begin
  perform tasker.check_keep('archive tasks', p_keep);
  perform tasker.check_row_limit('archive tasks', p_limit);
  perform from tasker.rollup r for update;  -- nothing is summed up meanwhile, nor counted anew
  -- more than are wanted: some may be locked
  v_tasks := array(select a.task_uuid from tasker.archivable_tasks(v_ended_before, p_limit + 100) a (task_uuid));
  v_tasks := tasker.lock_whole_tasks(v_tasks, p_limit);
  -- looked at again: before one was locked, somebody may have begun to investigate it, or to run it once more
  v_tasks := array(
    select t.task_uuid
      from tasker.tasks t
     where t.task_uuid = any (v_tasks)
       and t.state >= 'complete'
       and t.completed_at < v_ended_before
       and (select q.task_uuid
              from tasker.tasks_dlq q
             where q.task_uuid = t.task_uuid and q.resolution_status = 'pending'
             limit 1) is null);
  perform tasker.forget_tasks(v_tasks);

  with step as (
    delete from tasker.workflow_steps s
     using unnest(v_tasks) t (task_uuid)
     where s.step_uuid > t.task_uuid and s.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
    returning s.step_uuid
  ), moves as (
    delete from tasker.step_transition_log l using step s where l.step_uuid = s.step_uuid
  )
  delete from tasker.task_transition_log l where l.task_uuid = any (v_tasks);
  delete from tasker.step_aborts a where tasker.task_uuid(a.step_uuid) = any (v_tasks);
  delete from tasker.finalization_attempts f where f.task_uuid = any (v_tasks);
  delete from tasker.troubled_tasks f where f.task_uuid = any (v_tasks);
  delete from tasker.tasks t where t.task_uuid = any (v_tasks);
  return cardinality(v_tasks);
end
$$;
comment on function tasker_v1.archive_tasks is 'Deletes tasks that are over for long enough, with all that belongs to them.';
