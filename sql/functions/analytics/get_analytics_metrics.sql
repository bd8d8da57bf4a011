-- Measures a period: throughput, how tasks ended, how long they and their steps took.
-- It reads the transition logs of the period, whose partitions are by time, and counts the tasks alive now.
--
-- since_timestamp  beginning of the period; null for one hour ago
--
-- returns  one row. error_count counts tasks that came to error or blocked_by_failures and did not complete
--          afterwards; rates are percentages of the tasks that came to an end; durations are seconds, a step's of its
--          last attempt; system_health_score is the completed share of completed and failed tasks, 1 when there are none
create or replace function tasker_v1.get_analytics_metrics (since_timestamp timestamptz default null)
  returns table (
    active_tasks_count bigint, total_namespaces_count bigint, unique_task_types_count bigint, system_health_score numeric,
    task_throughput bigint, completion_count bigint, error_count bigint, completion_rate numeric, error_rate numeric,
    avg_task_duration numeric, avg_step_duration numeric, step_throughput bigint,
    analysis_period_start timestamptz, calculated_at timestamptz
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
  with period as materialized (
    select tasker.analytics_since(since_timestamp, interval '1 hour') as since
  ), task_move as materialized (
    select l.task_uuid,
           bool_or(l.from_state is null) as is_created,
           bool_or(l.to_state = 'complete') as is_completed,
           bool_or(l.to_state in ('error', 'blocked_by_failures')) as is_failed
      from tasker.task_transition_log l
     where l.at >= (select p.since from period p)
     group by l.task_uuid
  ), task_count as (
    select count(*) filter (where m.is_created) as created,
           count(*) filter (where m.is_completed) as completed,
           count(*) filter (where m.is_failed and not m.is_completed) as failed,
           round(avg(extract(epoch from t.completed_at - t.created_at)) filter (where m.is_completed), 3) as duration
      from task_move m
      join tasker.tasks t on t.task_uuid = m.task_uuid
  ), step_count as (
    select count(*) as completed,
           round(avg(extract(epoch from s.completed_at - s.last_attempted_at)), 3) as duration
      from tasker.step_transition_log l
      join tasker.workflow_steps s on s.step_uuid = l.step_uuid
     where l.at >= (select p.since from period p)
       and l.to_state = 'complete'
  ), alive as (
    select count(*) filter (where t.state not in ('complete', 'error', 'cancelled', 'resolved_manually')) as tasks,
           count(distinct t.namespace_id) as namespaces, count(distinct n.name) as names
      from tasker.tasks t
      join tasker.named_tasks n on n.named_task_id = t.named_task_id
  )
  select a.tasks, a.namespaces, a.names,
         coalesce(round(c.completed::numeric / nullif(c.completed + c.failed, 0), 3), 1.0),
         c.created, c.completed, c.failed,
         coalesce(round(100.0 * c.completed / nullif(c.completed + c.failed, 0), 2), 0),
         coalesce(round(100.0 * c.failed / nullif(c.completed + c.failed, 0), 2), 0),
         coalesce(c.duration, 0), coalesce(s.duration, 0), s.completed,
         (select p.since from period p), tasker.now()
    from task_count c, step_count s, alive a
$$;
comment on function tasker_v1.get_analytics_metrics is 'Measures a period: throughput, how tasks ended, how long they took.';
