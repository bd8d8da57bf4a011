-- Measures how long tasks and attempts of a period took: the median and the tail, computed from every one of them.
--
-- p_since       beginning of the period; null for 24 hours ago
-- p_namespaces  only these; null for all
--
-- returns  one row a kind (task, step) and namespace that had any; durations in seconds
create or replace function tasker_v1.get_duration_percentiles (p_since timestamptz default null, p_namespaces text[] default null)
  returns table (
    kind text, namespace text, ended_count bigint, error_count bigint, p50_seconds numeric, p90_seconds numeric,
    p95_seconds numeric, p99_seconds numeric, max_seconds numeric
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
  with ended as (
    select 'task' as kind, t.namespace_name, t.is_error, t.duration_seconds
      from tasker.ended_tasks(tasker.analytics_since(p_since, interval '24 hours'), null, null, null) t
    union all
    select 'step', a.namespace_name, a.is_error, a.duration_seconds
      from tasker.ended_attempts(tasker.analytics_since(p_since, interval '24 hours'), null, null, null) a
  )
  select g.kind, g.namespace_name, g.ended_count, g.error_count,
         round(g.p[1]::numeric, 3), round(g.p[2]::numeric, 3), round(g.p[3]::numeric, 3), round(g.p[4]::numeric, 3), g.longest
    from (select e.kind, e.namespace_name, count(*) as ended_count, count(*) filter (where e.is_error) as error_count,
                 percentile_cont(array[0.5, 0.9, 0.95, 0.99]) within group (order by e.duration_seconds::float8) as p,
                 max(e.duration_seconds) as longest
            from ended e
           where p_namespaces is null or e.namespace_name = any (p_namespaces)
           group by e.kind, e.namespace_name) g
   order by g.kind desc, g.namespace_name
$$;
comment on function tasker_v1.get_duration_percentiles is 'Measures how long tasks and attempts of a period took: the median and the tail.';
