-- Signs a worker off and hands back whatever it still holds. A completion of its own that is under way meanwhile may
-- take steps along that this does not see yet: when their lease would be over, recovery looks once more.
--
-- p_worker_uuid  the worker; one that is unknown does no harm
--
-- returns   how many steps were handed back
-- locks     queue rows by step id, steps by id, the worker's row
create or replace function tasker_v1.unregister_worker (p_worker_uuid uuid)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_now   timestamptz := tasker.now();
  v_count integer := tasker_v1.reconcile_worker(p_worker_uuid, '{}');
begin
  update tasker.workers w
     set state = 'stopped', leased_until = v_now,
         recheck_at = v_now + greatest(w.leased_until - w.heartbeat_at, interval '1 second')
   where w.worker_uuid = p_worker_uuid;
  delete from tasker.step_aborts a where a.worker_uuid = p_worker_uuid;
  return v_count;
end
$$;
comment on function tasker_v1.unregister_worker is 'Signs a worker off and hands back whatever it still holds.';
