-- Takes back what tasker_v1.mark_worker_idle said on this session: the worker has work and will ask by itself.
create or replace function tasker_v1.mark_worker_busy ()
  returns void
  language sql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select pg_advisory_unlock_all()
$$;
comment on function tasker_v1.mark_worker_busy is 'Takes back what mark_worker_idle said on this session.';
