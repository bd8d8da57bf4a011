-- Records results that come as one array.
--
-- p_results  see tasker_v1.complete_steps
--
-- parameters, returns, locks  else as tasker.record_attempts
-- raises                      TK001 results that cannot be read
create or replace function tasker.record_results (
  p_worker_uuid  uuid,
  p_results      jsonb,
  p_take         integer,
  p_leased_until timestamptz,
  p_from_states  tasker.step_state[] default '{in_progress}'
)
  returns tasker.recorded_results
  language plpgsql
  volatile
as $$
begin
  return tasker.record_attempts(p_worker_uuid, tasker.sort_results(p_results), p_take, p_leased_until, p_from_states);
end
$$;
comment on function tasker.record_results is 'Records results that come as one array.';
