-- Does what tasker_v1.complete_steps does, and answers in one row: what a worker calls.
--
-- parameters, raises, locks  as tasker_v1.complete_steps
--
-- returns  the steps taken as one row of tasker.packed_claims; all null where none was
create or replace function tasker_v1.complete_steps_packed (
  p_worker_uuid uuid,
  p_results     jsonb,
  p_take        integer default 0,
  p_lease       interval default '30 seconds'
)
  returns tasker.packed_claims
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
  v_recorded tasker.recorded_results := tasker.record_results(p_worker_uuid, p_results, coalesce(p_take, 0),
                                                              tasker.now() + tasker.check_lease(p_lease));
begin
  if v_recorded.taken_step_uuids is not null then
    return tasker.pack_claims(v_recorded.taken_step_uuids);
  end if;
  return null;
end
$$;
comment on function tasker_v1.complete_steps_packed is 'Records what attempts came to, and gives the worker steps that this unlocked, in one row.';
