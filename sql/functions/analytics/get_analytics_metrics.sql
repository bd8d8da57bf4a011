-- Measures a period: throughput, how tasks ended, how long they and their steps took. All of it is exact, averages included: sums
-- by the second that an orchestrator keeps (tasker_v1.run_rollup), and what the history got since. It costs what the period
-- has seconds, not what happened in them. A period that begins before the sums do is read from the history as a whole.
--
-- since_timestamp  beginning of the period; null for one hour ago
--
-- returns  one row. analysis_period_start: the beginning of the second that since_timestamp is in, or of the minute, of more than a
--          day ago. error_count counts tasks that came to error or blocked_by_failures and did not complete
--          afterwards; rates are percentages of the tasks that came to an end; durations are seconds, a step's of its
--          last attempt; system_health_score is the completed share of completed and failed tasks, 1 when there are none
create or replace function tasker_v1.get_analytics_metrics (since_timestamp timestamptz default null)
  returns table (
    active_tasks_count bigint, total_namespaces_count bigint, unique_task_types_count bigint, system_health_score numeric,
    task_throughput bigint, completion_count bigint, error_count bigint, completion_rate numeric, error_rate numeric,
    avg_task_duration numeric, avg_step_duration numeric, step_throughput bigint,
    analysis_period_start timestamptz, calculated_at timestamptz
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
declare
  v_since timestamptz := tasker.activity_start(
    tasker.analytics_since(since_timestamp, interval '1 hour'),
    coalesce((select r.compacted_until from tasker.current_rollup() r), '-infinity'));
begin
  return query
  with tally as materialized (
    select c.kind, c.name, c.rows_count from tasker.current_tally() c where c.rows_count > 0
  )
  select (select coalesce(sum(y.rows_count), 0)::bigint
            from tally y
           where y.kind = 'task' and y.name not in ('complete', 'error', 'cancelled', 'resolved_manually')),
         n.namespaces_count, n.names_count,
         coalesce(round(m.completed::numeric / nullif(m.completed + m.failed, 0), 3), 1.0),
         m.created, m.completed, m.failed,
         coalesce(round(100.0 * m.completed / nullif(m.completed + m.failed, 0), 2), 0),
         coalesce(round(100.0 * m.failed / nullif(m.completed + m.failed, 0), 2), 0),
         coalesce(round(m.task_seconds / nullif(m.completed, 0), 3), 0),
         coalesce(round(m.step_seconds / nullif(m.timed, 0), 3), 0),
         m.steps, v_since, tasker.now()
    from tasker.measured_activity(v_since) m
    cross join (
      select count(distinct d.namespace_id) as namespaces_count, count(distinct d.name) as names_count
        from tally y
        join tasker.named_tasks d on d.named_task_id = y.name::integer
       where y.kind = 'template'
    ) n;
end
$$;
comment on function tasker_v1.get_analytics_metrics is 'Measures a period: throughput, how tasks ended, how long they took.';
