-- Makes an orchestrator known, or known to be still up. Rows of those that are long gone go.
--
-- p_orchestrator_uuid  its identity, a new one for each start
-- p_info               release, api_level, host, pid; for people and for migrations
--
-- raises   TK210 its API level is not served any more
-- locks    its own row; rows of orchestrators that are gone, skipping locked ones
create or replace function tasker_v1.register_orchestrator (p_orchestrator_uuid uuid, p_info jsonb default '{}')
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := tasker.now();
begin
  perform tasker.refuse_outdated_program('Cannot register the orchestrator', p_info);
  insert into tasker.orchestrators as o (orchestrator_uuid, info, started_at, seen_at)
  values (p_orchestrator_uuid, coalesce(p_info, '{}'), v_now, v_now)
  on conflict (orchestrator_uuid) do update set info = excluded.info, seen_at = excluded.seen_at;
  delete from tasker.orchestrators o
   where o.orchestrator_uuid in (
     select g.orchestrator_uuid
       from tasker.orchestrators g
      where g.seen_at < v_now - interval '1 hour'
        for update skip locked);
end
$$;
comment on function tasker_v1.register_orchestrator is 'Makes an orchestrator known, or known to be still up.';
