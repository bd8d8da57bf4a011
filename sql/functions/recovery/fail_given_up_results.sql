-- Fails steps for good whose parked result orchestrators tried in vain to record: the message was given up, and would
-- come back for ever. It stays in the archive of orchestration_step_results. Those of one worker in a call.
--
-- p_step_uuids  steps with parked results
--
-- returns  those that failed
-- locks    as tasker.record_results
create or replace function tasker.fail_given_up_results (p_step_uuids uuid[])
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  c_error constant jsonb := jsonb_build_object(
    'message', 'The result could not be recorded; its message is in the archive of orchestration_step_results',
    'error_type', 'result_unrecordable', 'retryable', false);
  r_worker record;
begin
  select q.worker_uuid,
         jsonb_agg(jsonb_build_object('step_uuid', s.step_uuid, 'attempt', s.attempts, 'success', false, 'error', c_error)
                   order by s.step_uuid) as results
    into r_worker
    from tasker.step_queue q
    join tasker.workflow_steps s on s.step_uuid = q.step_uuid
   where q.step_uuid = any (p_step_uuids)
     and q.leased_until = 'infinity'
     and exists (select from pgmq.a_orchestration_step_results m
                  where m.message ->> 'step_uuid' = s.step_uuid::text and m.archived_at > s.last_attempted_at)
   group by q.worker_uuid
   limit 1;
  if not found then
    return '{}';
  end if;
  return (tasker.record_results(r_worker.worker_uuid, r_worker.results, 0, null,
                                '{enqueued_for_orchestration,enqueued_as_error_for_orchestration}')).recorded_step_uuids;
end
$$;
comment on function tasker.fail_given_up_results is 'Fails steps whose parked result orchestrators tried in vain to record.';
