-- Records what attempts came to, and gives the worker up to p_take of the steps that this unlocked.
-- A stale attempt is ignored: tasker_v1.complete_steps_report tells which were.
--
-- p_worker_uuid  the worker that claimed the steps
-- p_results      array of {step_uuid, attempt, success, result?, error?: {message, error_type?, retryable?, error_code?,
--                backtrace?}, retry_after_seconds?}
-- p_take         most steps to take along: as many as it has room for
-- p_lease        for the steps taken; 1 second to 1 day
--
-- returns   the steps taken, as tasker_v1.claim_steps
-- raises    TK001 results are not an array, or lease out of range
-- locks     queue rows by step id, steps by id, tasks by id
create or replace function tasker_v1.complete_steps (
  p_worker_uuid uuid,
  p_results     jsonb,
  p_take        integer default 0,
  p_lease       interval default '30 seconds'
)
  returns setof tasker.claimed_step
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_bitmapscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_leased_until timestamptz := tasker.now() + tasker.check_lease(p_lease);
  v_recorded     tasker.recorded_results;
begin
  v_recorded := tasker.record_results(p_worker_uuid, p_results, coalesce(p_take, 0), v_leased_until);
  if (v_recorded.taken).step_uuids is not null then
    return query select c.* from tasker.describe_claims((v_recorded.taken).step_uuids, v_leased_until) c;
  end if;
end
$$;
comment on function tasker_v1.complete_steps is 'Records what attempts came to, and gives the worker steps that this unlocked.';
