-- Takes every lock that recording parked results will need, in the global order: of each success its children, of each
-- failure its whole task.
--
-- p_step_uuids  steps whose queue rows the caller has locked; those that are not parked are left out
--
-- locks  steps by id, then tasks by id
create or replace function tasker.lock_for_results (p_step_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
declare
  v_step_uuids uuid[];
  v_task_uuids uuid[];
begin
  with parked as (
    select s.step_uuid, s.task_uuid, s.named_task_id, s.position, s.state
      from tasker.workflow_steps s
     where s.step_uuid = any (p_step_uuids)
       and s.state in ('enqueued_for_orchestration', 'enqueued_as_error_for_orchestration')
  )
  select array(select p.step_uuid from parked p
               union
               select tasker.step_uuid(p.task_uuid, e.to_position)
                 from parked p
                 join tasker.named_step_edges e on e.named_task_id = p.named_task_id and e.from_position = p.position
               union
               select s.step_uuid
                 from (select distinct p.task_uuid from parked p where p.state = 'enqueued_as_error_for_orchestration') p
                cross join lateral (select * from tasker.steps_of(p.task_uuid) offset 0) s
                where s.state not in ('complete', 'cancelled', 'resolved_manually')),
         array(select distinct p.task_uuid from parked p)
    into v_step_uuids, v_task_uuids;

  perform from tasker.workflow_steps s where s.step_uuid = any (v_step_uuids) order by s.step_uuid for update;
  perform from tasker.tasks t where t.task_uuid = any (v_task_uuids) order by t.task_uuid for update;
end
$$;
comment on function tasker.lock_for_results is 'Takes every lock that recording parked results will need.';
