-- Does what tasker_v1.claim_steps does, and answers in one row: what a worker calls.
--
-- parameters, raises, locks  as tasker_v1.claim_steps
--
-- returns  one row of tasker.packed_claims; all null where there was nothing to claim
create or replace function tasker_v1.claim_steps_packed (
  p_worker_uuid uuid,
  p_namespaces  text[],
  p_limit       integer,
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
  v_step_uuids uuid[] := tasker.pick_steps(p_worker_uuid, p_namespaces, p_limit,
                                           tasker.now() + tasker.check_lease(p_lease));
begin
  if v_step_uuids is not null then
    return tasker.pack_claims(v_step_uuids);
  end if;
  return null;
end
$$;
comment on function tasker_v1.claim_steps_packed is 'Gives a worker ready steps, in one row.';
