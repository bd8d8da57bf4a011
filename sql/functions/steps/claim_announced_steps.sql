-- Gives a worker just the steps that a message announced, as far as nobody has them yet (transport pgmq).
--
-- p_step_uuids  steps named by messages; those claimed, finished or unknown are left out
--
-- returns   one row a step, as tasker_v1.claim_steps
-- raises    TK001 lease out of range
-- locks     queue rows (skipping locked ones), then steps by id
create or replace function tasker_v1.claim_announced_steps (
  p_worker_uuid uuid,
  p_step_uuids  uuid[],
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
  v_step_uuids   uuid[] := tasker.pick_announced_steps(p_worker_uuid, p_step_uuids, v_leased_until);
begin
  if v_step_uuids is not null then
    return query select c.* from tasker.describe_claims(v_step_uuids, v_leased_until) c;
  end if;
end
$$;
comment on function tasker_v1.claim_announced_steps is 'Gives a worker the steps that a message announced.';
