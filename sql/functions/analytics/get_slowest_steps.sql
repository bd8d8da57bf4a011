-- Lists the steps that took longest in a period, from the start of their last attempt to completion.
--
-- since_timestamp  beginning of the period; null for 24 hours ago
-- limit_count      rows at most
-- …_filter         exact names; null for all
--
-- returns  one row a completed step, the slowest first; durations in seconds
create or replace function tasker_v1.get_slowest_steps (
  since_timestamp  timestamptz default null,
  limit_count      integer default 10,
  namespace_filter text default null,
  task_name_filter text default null,
  version_filter   text default null
)
  returns table (
    workflow_step_uuid uuid, task_uuid uuid, step_name text, task_name text, namespace_name text, version text,
    duration_seconds numeric, attempts integer, created_at timestamptz, completed_at timestamptz, retryable boolean,
    step_status text
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
  select a.step_uuid, s.task_uuid, a.step_name, a.task_name, a.namespace_name, a.version, a.duration_seconds,
         s.attempts::integer, t.created_at, a.ended_at, a.retryable, s.state::text
    from (
      select e.*
        from tasker.ended_attempts(tasker.analytics_since(since_timestamp, interval '24 hours'),
                                   namespace_filter, task_name_filter, version_filter) e
       where not e.is_error
       order by e.duration_seconds desc, e.step_uuid
       limit limit_count
    ) a
    join tasker.workflow_steps s on s.step_uuid = a.step_uuid
    join tasker.tasks t on t.task_uuid = s.task_uuid
   order by a.duration_seconds desc, a.step_uuid
$$;
comment on function tasker_v1.get_slowest_steps is 'Lists the steps that took longest in a period.';
