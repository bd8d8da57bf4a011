-- Lists the templates whose tasks took longest on average, of those that came to an end in a period.
--
-- since_timestamp  beginning of the period; null for 24 hours ago
-- limit_count      rows at most
-- …_filter         exact names; null for all
-- min_executions   tasks that a template must have had to be listed
--
-- returns  one row a template, the slowest first; durations in seconds, error_rate the share of failed tasks, 0 to 1
create or replace function tasker_v1.get_slowest_tasks_aggregated (
  since_timestamp  timestamptz default null,
  limit_count      integer default 10,
  min_executions   integer default 5,
  namespace_filter text default null,
  task_name_filter text default null,
  version_filter   text default null
)
  returns table (
    namespace_name text, task_name text, version text, average_duration_seconds numeric, max_duration_seconds numeric,
    execution_count bigint, average_step_count numeric, total_error_steps bigint, error_count bigint, error_rate numeric,
    last_executed_at timestamptz
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
  select e.namespace_name, e.task_name, e.version, round(avg(e.duration_seconds), 3), max(e.duration_seconds), count(*),
         round(avg(e.step_count), 2), sum(e.error_steps)::bigint, count(*) filter (where e.is_error),
         round(avg(e.is_error::integer), 4), max(e.completed_at)
    from tasker.ended_tasks(tasker.analytics_since(since_timestamp, interval '24 hours'),
                            namespace_filter, task_name_filter, version_filter) e
   group by e.namespace_name, e.task_name, e.version
  having count(*) >= min_executions
   order by 4 desc, 1, 2, 3
   limit limit_count
$$;
comment on function tasker_v1.get_slowest_tasks_aggregated is 'Lists the templates whose tasks took longest on average.';
