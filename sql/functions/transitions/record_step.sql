-- Records what a running or parked step came to, as its worker would.
--
-- p_step         locked by the caller, as is its queue row
-- p_to           complete, error, waiting_for_retry, or parked for orchestration
-- p_worker_uuid  who holds it
-- p_metadata     {"results": …} or {"error": {…}}; a parked step keeps what it has
--
-- returns  true; false if nobody holds it
-- raises   TK203 no attempt is left for a retry
-- locks    none of its own
create or replace function tasker.record_step (
  p_step        tasker.workflow_steps,
  p_to          tasker.step_state,
  p_worker_uuid uuid,
  p_metadata    jsonb
)
  returns boolean
  language plpgsql
  volatile
as $$
declare
  v_is_success boolean := p_to in ('complete', 'enqueued_for_orchestration');
  v_result     jsonb := jsonb_build_object(
    'step_uuid', p_step.step_uuid,
    'attempt', p_step.attempts,
    'success', v_is_success,
    'result', case when v_is_success then coalesce(p_metadata -> 'results', p_step.results) end,
    'error', case when not v_is_success then
      coalesce(p_metadata -> 'error', p_step.error, jsonb_build_object('message', format('Moved to %s', p_to)))
      || jsonb_build_object('retryable', p_to <> 'error') end);
  r_recorded record;
begin
  if p_to = 'waiting_for_retry' then
    perform tasker.check_retry_is_left(p_step);
  end if;
  if p_to in ('enqueued_for_orchestration', 'enqueued_as_error_for_orchestration') then
    select r.outcome = 'recorded' as is_recorded into r_recorded
      from tasker_v1.submit_step_results(p_worker_uuid, jsonb_build_array(v_result)) r;
    return r_recorded.is_recorded;
  end if;
  return coalesce(p_step.step_uuid = any ((tasker.record_results(p_worker_uuid, jsonb_build_array(v_result), 0, null,
                                                                 array[p_step.state])).recorded_step_uuids), false);
end
$$;
comment on function tasker.record_step is 'Records what a running or parked step came to, as its worker would.';
