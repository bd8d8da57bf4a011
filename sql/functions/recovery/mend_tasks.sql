-- Sets tasks right whose steps are: those without the timer of their start get one that is due, the others go to the state
-- that their steps call for.
--
-- p_task_uuids  tasks, locked by the caller with their live steps
--
-- returns  the tasks that were mended
-- locks    none of its own
create or replace function tasker.mend_tasks (p_task_uuids uuid[])
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_timed   uuid[];
  v_before  jsonb;
  v_settled uuid[];
begin
  with timed as (
    insert into tasker.timers (waiter_uuid, due_at, kind)
    select t.task_uuid, tasker.now(), 'start'
      from tasker.tasks t
     where t.task_uuid = any (p_task_uuids)
       and t.state = 'pending'
       and not exists (select from tasker.timers w where w.waiter_uuid = t.task_uuid)
    returning waiter_uuid
  )
  select array_agg(t.waiter_uuid order by t.waiter_uuid) into v_timed from timed t;
  perform tasker.note_recovery('timer_missing', v_timed);

  select jsonb_object_agg(t.task_uuid, jsonb_build_array(t.state, t.remaining_leaves)) into v_before
    from tasker.tasks t where t.task_uuid = any (p_task_uuids);
  perform tasker.settle_tasks(p_task_uuids, tasker.session_processor());
  select array_agg(t.task_uuid order by t.task_uuid) into v_settled
    from tasker.tasks t
   where t.task_uuid = any (p_task_uuids)
     and jsonb_build_array(t.state, t.remaining_leaves) <> v_before -> t.task_uuid::text;
  perform tasker.note_recovery('task_unsettled', v_settled);
  return v_timed || v_settled;
end
$$;
comment on function tasker.mend_tasks is 'Sets tasks right whose steps are.';
