-- Starts tasks whose time has come; their ready steps are in the queue already.
--
-- locks  tasks by id
create or replace function tasker.start_pending_tasks (p_task_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := tasker.now();
begin
  perform from tasker.tasks t where t.task_uuid = any (p_task_uuids) order by t.task_uuid for update;
  with started as (
    update tasker.tasks t
       set state = 'steps_in_process', updated_at = v_now
     where t.task_uuid = any (p_task_uuids)
       and t.state = 'pending'
    returning t.task_uuid
  )
  insert into tasker.task_transition_log (task_uuid, at, processor_uuid, from_state, to_state, via)
  select s.task_uuid, v_now, tasker.session_processor(), 'pending', 'steps_in_process', '{initializing,enqueuing_steps}'
    from started s;
end
$$;
comment on function tasker.start_pending_tasks is 'Starts tasks whose time has come.';
