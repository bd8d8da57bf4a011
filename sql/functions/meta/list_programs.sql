-- Lists the workers and orchestrators that are up, with the release that each is of.
--
-- returns   the kind (worker, orchestrator), what it says of itself, when it was last seen; api_level 1 when it says none.
--           The oldest API level first
create or replace function tasker_v1.list_programs ()
  returns table (
    kind text, program_uuid uuid, release text, api_level integer, host text, pid integer, seen_at timestamptz, info jsonb
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select p.kind, p.program_uuid, p.info ->> 'release', tasker.program_api_level(p.info), p.info ->> 'host',
         case when jsonb_typeof(p.info -> 'pid') = 'number' then (p.info ->> 'pid')::numeric::integer end, p.seen_at, p.info
    from (select 'worker' as kind, w.worker_uuid as program_uuid, w.info, w.heartbeat_at as seen_at
            from tasker.workers w
           where w.state = 'running'
             and greatest(w.leased_until, w.heartbeat_at + interval '30 seconds') > tasker.now()
           union all
          select 'orchestrator', o.orchestrator_uuid, o.info, o.seen_at
            from tasker.orchestrators o
           where o.seen_at > tasker.now() - interval '30 seconds') p
   order by tasker.program_api_level(p.info), p.kind, p.program_uuid
$$;
comment on function tasker_v1.list_programs is 'Lists the workers and orchestrators that are up.';
