-- Gives a worker ready steps, oldest and most urgent first, and leases them to it.
--
-- p_worker_uuid  the worker; one that never registered serves every handler
-- p_namespaces   whose steps it wants; unknown names have none
-- p_limit        most it wants; 0 to 10,000
-- p_lease        how long they are its own without a heartbeat; 1 second to 1 day
--
-- returns   one row a step, with its context and its parents' results
-- raises    TK001 limit or lease out of range
-- locks     queue rows (skipping locked ones), then steps by id
create or replace function tasker_v1.claim_steps (
  p_worker_uuid uuid,
  p_namespaces  text[],
  p_limit       integer,
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
  v_step_uuids   uuid[] := tasker.pick_steps(p_worker_uuid, p_namespaces, p_limit, v_leased_until);
begin
  if v_step_uuids is not null then
    return query select c.* from tasker.describe_claims(v_step_uuids, v_leased_until) c;
  end if;
end
$$;
comment on function tasker_v1.claim_steps is 'Gives a worker ready steps and leases them to it.';
