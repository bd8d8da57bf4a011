-- Signs a worker off and hands back whatever it still holds.
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
  v_count integer := tasker_v1.reconcile_worker(p_worker_uuid, '{}');
begin
  update tasker.workers w
     set state = 'stopped', leased_until = tasker.now()
   where w.worker_uuid = p_worker_uuid;
  delete from tasker.step_aborts a where a.worker_uuid = p_worker_uuid;
  return v_count;
end
$$;
comment on function tasker_v1.unregister_worker is 'Signs a worker off and hands back whatever it still holds.';
