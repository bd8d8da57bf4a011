-- Renews all leases of a worker, by one row: a lease holds as long as its own time or its worker's.
--
-- p_worker_uuid  the worker
-- p_lease        how long from now; 1 second to 1 day
--
-- returns   until when, and the steps whose attempts to abort (each is told in two heartbeats)
-- raises    TK001 lease out of range · TK104 no such worker
-- locks     the worker's row
create or replace function tasker_v1.heartbeat (p_worker_uuid uuid, p_lease interval default '30 seconds')
  returns table (leased_until timestamptz, cancelled_step_uuids uuid[])
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_now    timestamptz := tasker.now();
  v_last   timestamptz;
  v_aborts uuid[];
begin
  perform tasker.check_lease(p_lease);
  select w.heartbeat_at into v_last from tasker.workers w where w.worker_uuid = p_worker_uuid for update;
  if not found then
    raise exception using
      errcode = 'TK104',
      message = format('Cannot renew the leases of worker "%s": there is no such worker', p_worker_uuid),
      hint = 'Call tasker_v1.register_worker first.';
  end if;

  update tasker.workers w
     set heartbeat_at = v_now, leased_until = v_now + p_lease, state = 'running'
   where w.worker_uuid = p_worker_uuid;
  -- told before they are deleted: an abort may be committed long after the time it bears
  v_aborts := array(select a.step_uuid from tasker.step_aborts a where a.worker_uuid = p_worker_uuid order by a.step_uuid);
  delete from tasker.step_aborts a
   where a.worker_uuid = p_worker_uuid
     and a.created_at < v_last
     and a.step_uuid = any (v_aborts);

  return query select v_now + p_lease, v_aborts;
end
$$;
comment on function tasker_v1.heartbeat is 'Renews all leases of a worker and tells it what to abort.';
