-- How much of what there is is in use now: connections of the server, slots of live workers, steps by what they wait for.
--
-- p_namespaces  only workers that serve any of these, and only their steps; what is of all namespaces is null then; null: all
--
-- returns   one row; a utilization is 0 to 1, null when what there is is not known: slots are what workers tell of themselves
--           (info.slots), and what they hold includes what waits for a free slot
create or replace function tasker_v1.get_resource_utilization (p_namespaces text[] default null)
  returns table (
    database_connections_used integer, database_connections_max integer, database_utilization double precision,
    workers_count bigint, worker_slots bigint, worker_steps bigint, worker_utilization double precision,
    ready_steps bigint, pending_steps bigint, in_progress_steps bigint, waiting_for_retry_steps bigint, error_steps bigint
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  with connection as (
    select (select sum(d.numbackends) from pg_stat_database d)::integer as used_count,
           current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer as most
     where p_namespaces is null
  ), worker as (
    select count(*) as live_count, sum((w.info ->> 'slots')::bigint) as slots, sum(w.steps_count)::bigint as steps_count
      from (select l.steps_count, case jsonb_typeof(l.info -> 'slots') when 'number' then l.info end as info
              from tasker_v1.list_workers(p_namespaces) l where l.is_alive) w
  ), queue as (
    select count(*) as ready_count
      from tasker.step_queue q
     where q.worker_uuid is null
       and (p_namespaces is null
            or q.namespace_id in (select n.namespace_id from tasker.task_namespaces n where n.name = any (p_namespaces)))
  ), state as (
    select h.pending_steps, h.in_progress_steps, h.waiting_for_retry_steps, h.error_steps
      from tasker_v1.get_system_health_counts() h
     where p_namespaces is null
  )
  select c.used_count, c.most, least(c.used_count, c.most)::double precision / c.most,
         w.live_count, w.slots, coalesce(w.steps_count, 0), least(w.steps_count, w.slots)::double precision / nullif(w.slots, 0),
         q.ready_count, s.pending_steps, s.in_progress_steps, s.waiting_for_retry_steps, s.error_steps
    from worker w
   cross join queue q
    left join connection c on true
    left join state s on true
$$;
comment on function tasker_v1.get_resource_utilization is 'How much of what there is is in use now.';
