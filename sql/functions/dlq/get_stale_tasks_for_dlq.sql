-- Lists the stale tasks that nobody investigates yet. It reads every task.
--
-- p_default_…_minutes   limits where the template's lifecycle has none; null: the installation's, which leave a task
--                       alone as long as something will move it
-- p_max_lifetime_hours  greatest age where the template has none; null: the installation's
-- p_batch_size          most to list, 1 to 10,000
--
-- returns   the longest still first; time_in_state_minutes counts since the task or a step of it last moved
-- raises    TK001 batch size out of range
create or replace function tasker_v1.get_stale_tasks_for_dlq (
  p_default_waiting_for_dependencies_minutes integer default null,
  p_default_waiting_for_retry_minutes        integer default null,
  p_default_steps_in_process_minutes         integer default null,
  p_max_lifetime_hours                       integer default null,
  p_batch_size                               integer default 100
)
  returns table (
    task_uuid uuid, namespace_name text, task_name text, current_state text,
    time_in_state_minutes integer, threshold_minutes integer, task_age_minutes integer
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
as $$
begin
  perform tasker.check_row_limit('list stale tasks', p_batch_size);
  return query
  select s.task_uuid, s.namespace_name, s.task_name, s.current_state::text,
         s.time_in_state_minutes, s.threshold_minutes, s.task_age_minutes
    from tasker.stale_tasks(tasker.unfinished_tasks(true), p_default_waiting_for_dependencies_minutes,
                            p_default_waiting_for_retry_minutes, p_default_steps_in_process_minutes,
                            p_max_lifetime_hours * 60, p_batch_size) s;
end
$$;
comment on function tasker_v1.get_stale_tasks_for_dlq is 'Lists the stale tasks that nobody investigates yet.';
