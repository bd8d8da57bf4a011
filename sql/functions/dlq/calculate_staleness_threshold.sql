-- Tells after how many minutes of standing still in a state a task of a template is stale.
--
-- p_task_state                 any state of a task
-- p_template_config            the template's configuration; its "lifecycle" decides where it says something
-- p_default_…_minutes          what holds where it does not; null: the installation's
--
-- returns   minutes
-- raises    TK001 unknown state
create or replace function tasker_v1.calculate_staleness_threshold (
  p_task_state                               text,
  p_template_config                          jsonb default '{}',
  p_default_waiting_for_dependencies_minutes integer default null,
  p_default_waiting_for_retry_minutes        integer default null,
  p_default_steps_in_process_minutes         integer default null
)
  returns integer
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select tasker.staleness_minutes(
           tasker.to_task_state(p_task_state), p_template_config -> 'lifecycle',
           coalesce(p_default_waiting_for_dependencies_minutes, u.max_waiting_for_dependencies_minutes),
           coalesce(p_default_waiting_for_retry_minutes, u.max_waiting_for_retry_minutes),
           coalesce(p_default_steps_in_process_minutes, u.max_steps_in_process_minutes),
           u.max_other_minutes)
    from tasker.upkeep u
$$;
comment on function tasker_v1.calculate_staleness_threshold is 'Tells after how many minutes of standing still a task is stale.';
