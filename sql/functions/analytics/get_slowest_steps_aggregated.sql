-- Lists the steps of templates whose attempts take longest on average in a period.
--
-- since_timestamp  beginning of the period; null for 24 hours ago
-- limit_count      rows at most
-- …_filter         exact names; null for all
-- min_executions   attempts that a step must have had to be listed
--
-- returns  one row a step of a template, the slowest first; durations in seconds, error_rate a share from 0 to 1
create or replace function tasker_v1.get_slowest_steps_aggregated (
  since_timestamp  timestamptz default null,
  limit_count      integer default 10,
  min_executions   integer default 5,
  namespace_filter text default null,
  task_name_filter text default null,
  version_filter   text default null
)
  returns table (
    namespace_name text, task_name text, version text, step_name text, average_duration_seconds numeric,
    max_duration_seconds numeric, execution_count bigint, error_count bigint, error_rate numeric, last_executed_at timestamptz
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
  select e.namespace_name, e.task_name, e.version, e.step_name,
         round(avg(e.duration_seconds), 3), max(e.duration_seconds), count(*), count(*) filter (where e.is_error),
         round(avg(e.is_error::integer), 4), max(e.ended_at)
    from tasker.ended_attempts(tasker.analytics_since(since_timestamp, interval '24 hours'),
                               namespace_filter, task_name_filter, version_filter) e
   group by e.namespace_name, e.task_name, e.version, e.step_name
  having count(*) >= min_executions
   order by 5 desc, 1, 2, 3, 4
   limit limit_count
$$;
comment on function tasker_v1.get_slowest_steps_aggregated is 'Lists the steps of templates that take longest on average.';
