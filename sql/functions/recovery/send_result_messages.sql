-- Sends the message again that asks orchestrators to record a parked result.
--
-- p_step_uuids  steps
create or replace function tasker.send_result_messages (p_step_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
declare
  v_messages jsonb[];
begin
  select array_agg(jsonb_build_object('task_uuid', s.task_uuid, 'step_uuid', s.step_uuid, 'correlation_id', t.correlation_id)
                   order by s.step_uuid)
    into v_messages
    from tasker.workflow_steps s
    join tasker.tasks t on t.task_uuid = s.task_uuid
   where s.step_uuid = any (p_step_uuids);
  if v_messages is not null then
    perform tasker_v1.pgmq_send_batch_with_notify('orchestration_step_results', v_messages);
  end if;
end
$$;
comment on function tasker.send_result_messages is 'Sends the message again that asks orchestrators to record a parked result.';
