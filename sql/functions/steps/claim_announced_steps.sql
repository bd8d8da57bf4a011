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
  v_handler_ids  integer[] := tasker.note_worker(p_worker_uuid, '{}');
  v_picked       uuid[];
begin
  select array_agg(p.step_uuid order by p.rank) into v_picked
    from (select q.step_uuid, q.rank
            from tasker.step_queue q
           where q.step_uuid = any (p_step_uuids)
             and q.worker_uuid is null
             and (v_handler_ids is null or q.handler_id = any (v_handler_ids))
           order by q.step_uuid
             for update skip locked) p;
  if v_picked is null then
    return;
  end if;

  v_picked := tasker.start_steps(v_picked, p_worker_uuid, v_leased_until);
  return query select c.* from tasker.describe_claims(v_picked, v_leased_until) c;
end
$$;
comment on function tasker_v1.claim_announced_steps is 'Gives a worker the steps that a message announced.';
