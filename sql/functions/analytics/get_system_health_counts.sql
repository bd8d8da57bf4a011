-- Counts all tasks and all steps by state. It reads every row, in parallel if the server may.
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
  parallel safe
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  with task as materialized (
    select t.state, count(*) as tasks_count from tasker.tasks t group by t.state
  ), step as materialized (
    select s.state, count(*) as steps_count from tasker.workflow_steps s group by s.state
  )
  select x.*, y.*
    from (
      select coalesce(sum(t.tasks_count) filter (where t.state = 'pending'), 0)::bigint,
             coalesce(sum(t.tasks_count) filter (where t.state = 'initializing'), 0)::bigint,
             coalesce(sum(t.tasks_count) filter (where t.state = 'enqueuing_steps'), 0)::bigint,
             coalesce(sum(t.tasks_count) filter (where t.state = 'steps_in_process'), 0)::bigint,
             coalesce(sum(t.tasks_count) filter (where t.state = 'evaluating_results'), 0)::bigint,
             coalesce(sum(t.tasks_count) filter (where t.state = 'waiting_for_dependencies'), 0)::bigint,
             coalesce(sum(t.tasks_count) filter (where t.state = 'waiting_for_retry'), 0)::bigint,
             coalesce(sum(t.tasks_count) filter (where t.state = 'blocked_by_failures'), 0)::bigint,
             coalesce(sum(t.tasks_count) filter (where t.state = 'complete'), 0)::bigint,
             coalesce(sum(t.tasks_count) filter (where t.state = 'error'), 0)::bigint,
             coalesce(sum(t.tasks_count) filter (where t.state = 'cancelled'), 0)::bigint,
             coalesce(sum(t.tasks_count) filter (where t.state = 'resolved_manually'), 0)::bigint,
             coalesce(sum(t.tasks_count), 0)::bigint
        from task t
    ) x
    cross join (
      select coalesce(sum(s.steps_count) filter (where s.state = 'pending'), 0)::bigint,
             coalesce(sum(s.steps_count) filter (where s.state = 'enqueued'), 0)::bigint,
             coalesce(sum(s.steps_count) filter (where s.state = 'in_progress'), 0)::bigint,
             coalesce(sum(s.steps_count) filter (where s.state = 'enqueued_for_orchestration'), 0)::bigint,
             coalesce(sum(s.steps_count) filter (where s.state = 'enqueued_as_error_for_orchestration'), 0)::bigint,
             coalesce(sum(s.steps_count) filter (where s.state = 'waiting_for_retry'), 0)::bigint,
             coalesce(sum(s.steps_count) filter (where s.state = 'complete'), 0)::bigint,
             coalesce(sum(s.steps_count) filter (where s.state = 'error'), 0)::bigint,
             coalesce(sum(s.steps_count) filter (where s.state = 'cancelled'), 0)::bigint,
             coalesce(sum(s.steps_count) filter (where s.state = 'resolved_manually'), 0)::bigint,
             coalesce(sum(s.steps_count), 0)::bigint
        from step s
    ) y
$$;
comment on function tasker_v1.get_system_health_counts is 'Counts all tasks and all steps by state.';
