-- Removes the queue rows of steps that are over. Who ends a step leaves a queue row that somebody has locked
-- (tasker.drop_waits): whoever locks queue rows and finds their steps over has to remove them.
--
-- p_step_uuids  steps whose queue rows the caller has locked
--
-- locks  none of its own
create or replace function tasker.drop_spent_rows (p_step_uuids uuid[])
  returns void
  language sql
  volatile
as $$
  delete from tasker.step_queue d
   where d.step_uuid in (
     select q.step_uuid
       from tasker.step_queue q
       join tasker.workflow_steps s on s.step_uuid = q.step_uuid
      where q.step_uuid = any (p_step_uuids)
        and s.state >= 'complete'
        for update of q skip locked)
$$;
comment on function tasker.drop_spent_rows is 'Removes the queue rows of steps that are over.';
