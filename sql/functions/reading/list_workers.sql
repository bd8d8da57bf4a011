-- Lists the workers that ever registered, the last heard of first.
--
-- returns  one row a worker; is_alive means running, and its own lease or that of a step holds; steps_count is what
--          it holds now
create or replace function tasker_v1.list_workers ()
  returns table (
    worker_uuid uuid, namespaces text[], handlers text[], info jsonb, state text, is_alive boolean, steps_count bigint,
    registered_at timestamptz, heartbeat_at timestamptz, leased_until timestamptz
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select w.worker_uuid, w.namespaces, w.handlers, w.info, w.state,
         w.state = 'running' and greatest(w.leased_until, h.leased_until) > tasker.now(), coalesce(h.steps_count, 0),
         w.registered_at, w.heartbeat_at, w.leased_until
    from tasker.workers w
    left join (select q.worker_uuid, count(*) as steps_count, max(q.leased_until) as leased_until
                 from tasker.step_queue q
                where q.worker_uuid is not null and q.leased_until < 'infinity'
                group by q.worker_uuid) h on h.worker_uuid = w.worker_uuid
   order by w.heartbeat_at desc, w.worker_uuid
$$;
comment on function tasker_v1.list_workers is 'Lists the workers that ever registered.';
