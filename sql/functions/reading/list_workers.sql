-- Lists the workers that ever registered, the last heard of first.
--
-- p_namespaces  only those that serve any of these, and of each only what it does for them: namespaces, handlers that
--               templates of them name, steps it holds; null: all
--
-- returns  one row a worker; is_alive means running, and its own lease or that of a step holds; steps_count is what
--          it holds now
create or replace function tasker_v1.list_workers (p_namespaces text[] default null)
  returns table (
    worker_uuid uuid, namespaces text[], handlers text[], info jsonb, state text, is_alive boolean, steps_count bigint,
    registered_at timestamptz, heartbeat_at timestamptz, leased_until timestamptz
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select w.worker_uuid,
         case when p_namespaces is null then w.namespaces
              else array(select n.name from unnest(w.namespaces) with ordinality n (name, place)
                          where n.name = any (p_namespaces) order by n.place) end,
         case when p_namespaces is null or w.handlers is null then w.handlers
              else array(select a.handler from unnest(w.handlers) with ordinality a (handler, place)
                          where exists (select from tasker.named_tasks_named_steps d
                                         where d.handler = a.handler and d.namespace = any (p_namespaces))
                          order by a.place) end,
         w.info, w.state,
         w.state = 'running' and greatest(w.leased_until, h.leased_until) > tasker.now(), coalesce(h.steps_count, 0),
         w.registered_at, w.heartbeat_at, w.leased_until
    from tasker.workers w
    left join (select q.worker_uuid, max(q.leased_until) as leased_until,
                      count(*) filter (
                        where p_namespaces is null
                           or exists (select from tasker.named_tasks_named_steps d
                                       where d.named_task_id = q.named_task_id and d.position = q.position
                                         and d.namespace = any (p_namespaces))) as steps_count
                 from tasker.step_queue q
                where q.worker_uuid is not null and q.leased_until < 'infinity'
                group by q.worker_uuid) h on h.worker_uuid = w.worker_uuid
   where p_namespaces is null or w.namespaces && p_namespaces
   order by w.heartbeat_at desc, w.worker_uuid
$$;
comment on function tasker_v1.list_workers is 'Lists the workers that ever registered.';
