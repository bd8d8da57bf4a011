-- Counts all tasks and all steps by state, exactly. It adds what the history got in the last seconds to sums that an
-- orchestrator keeps (tasker_v1.run_rollup), so it costs the same however much there is; until that has run once, it counts.
--
-- returns  one row
create or replace function tasker_v1.get_system_health_counts ()
  returns table (
    pending_tasks bigint, initializing_tasks bigint, enqueuing_steps_tasks bigint, steps_in_process_tasks bigint,
    evaluating_results_tasks bigint, waiting_for_dependencies_tasks bigint, waiting_for_retry_tasks bigint,
    blocked_by_failures_tasks bigint, complete_tasks bigint, error_tasks bigint, cancelled_tasks bigint,
    resolved_manually_tasks bigint, total_tasks bigint, pending_steps bigint, enqueued_steps bigint,
    in_progress_steps bigint, enqueued_for_orchestration_steps bigint,
    enqueued_as_error_for_orchestration_steps bigint, waiting_for_retry_steps bigint, complete_steps bigint,
    error_steps bigint, cancelled_steps bigint, resolved_manually_steps bigint, total_steps bigint
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  with tally as materialized (
    select c.kind, c.name, c.rows_count from tasker.current_tally() c
  )
  select x.*, y.*
    from (
      select coalesce(sum(t.rows_count) filter (where t.name = 'pending'), 0)::bigint,
             coalesce(sum(t.rows_count) filter (where t.name = 'initializing'), 0)::bigint,
             coalesce(sum(t.rows_count) filter (where t.name = 'enqueuing_steps'), 0)::bigint,
             coalesce(sum(t.rows_count) filter (where t.name = 'steps_in_process'), 0)::bigint,
             coalesce(sum(t.rows_count) filter (where t.name = 'evaluating_results'), 0)::bigint,
             coalesce(sum(t.rows_count) filter (where t.name = 'waiting_for_dependencies'), 0)::bigint,
             coalesce(sum(t.rows_count) filter (where t.name = 'waiting_for_retry'), 0)::bigint,
             coalesce(sum(t.rows_count) filter (where t.name = 'blocked_by_failures'), 0)::bigint,
             coalesce(sum(t.rows_count) filter (where t.name = 'complete'), 0)::bigint,
             coalesce(sum(t.rows_count) filter (where t.name = 'error'), 0)::bigint,
             coalesce(sum(t.rows_count) filter (where t.name = 'cancelled'), 0)::bigint,
             coalesce(sum(t.rows_count) filter (where t.name = 'resolved_manually'), 0)::bigint,
             coalesce(sum(t.rows_count), 0)::bigint
        from tally t
       where t.kind = 'task'
    ) x
    cross join (
      select coalesce(sum(s.rows_count) filter (where s.name = 'pending'), 0)::bigint,
             coalesce(sum(s.rows_count) filter (where s.name = 'enqueued'), 0)::bigint,
             coalesce(sum(s.rows_count) filter (where s.name = 'in_progress'), 0)::bigint,
             coalesce(sum(s.rows_count) filter (where s.name = 'enqueued_for_orchestration'), 0)::bigint,
             coalesce(sum(s.rows_count) filter (where s.name = 'enqueued_as_error_for_orchestration'), 0)::bigint,
             coalesce(sum(s.rows_count) filter (where s.name = 'waiting_for_retry'), 0)::bigint,
             coalesce(sum(s.rows_count) filter (where s.name = 'complete'), 0)::bigint,
             coalesce(sum(s.rows_count) filter (where s.name = 'error'), 0)::bigint,
             coalesce(sum(s.rows_count) filter (where s.name = 'cancelled'), 0)::bigint,
             coalesce(sum(s.rows_count) filter (where s.name = 'resolved_manually'), 0)::bigint,
             coalesce(sum(s.rows_count), 0)::bigint
        from tally s
       where s.kind = 'step'
    ) y
$$;
comment on function tasker_v1.get_system_health_counts is 'Counts all tasks and all steps by state, exactly.';
