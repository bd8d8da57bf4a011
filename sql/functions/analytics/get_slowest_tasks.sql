-- Lists the tasks that took longest, of those that came to an end in a period: from creation to end.
--
-- since_timestamp  beginning of the period; null for 24 hours ago
-- limit_count      rows at most
-- …_filter         exact names; null for all
--
-- returns  one row a task, the slowest first; durations in seconds
create or replace function tasker_v1.get_slowest_tasks (
  since_timestamp  timestamptz default null,
  limit_count      integer default 10,
  namespace_filter text default null,
  task_name_filter text default null,
  version_filter   text default null
)
  returns table (
    task_uuid uuid, task_name text, namespace_name text, version text, duration_seconds numeric, step_count bigint,
    completed_steps bigint, error_steps bigint, created_at timestamptz, completed_at timestamptz, initiator text,
    source_system text
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
  select e.task_uuid, e.task_name, e.namespace_name, e.version, e.duration_seconds, e.step_count, e.completed_steps,
         e.error_steps, e.created_at, e.completed_at, e.initiator, e.source_system
    from tasker.ended_tasks(tasker.analytics_since(since_timestamp, interval '24 hours'),
                            namespace_filter, task_name_filter, version_filter) e
   order by e.duration_seconds desc, e.task_uuid
   limit limit_count
$$;
comment on function tasker_v1.get_slowest_tasks is 'Lists the tasks that took longest.';
