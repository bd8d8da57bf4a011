-- Finds stale tasks, opens an investigation of each and ends it in error. It reads every task.
-- Of the template's lifecycle, auto_dlq_on_timeout and auto_fail_on_timeout decide what is done where they are given.
--
-- p_dry_run             only tell what would be done
-- p_batch_size          most to look after, 1 to 10,000
-- p_default_…_minutes   limits where the template's lifecycle has none; null: the installation's, which leave a task
--                       alone as long as something will move it
-- p_max_lifetime_hours  greatest age where the template has none; null: the installation's
-- p_to_error            whether a task fails whose template does not say
--
-- returns   one row a task; action_taken: would_transition_to_dlq_and_error, would_move_to_dlq_only,
--           would_transition_to_error_only, or transitioned_to_dlq_and_error, moved_to_dlq_only, transitioned_to_error_only
-- raises    TK001 batch size out of range
-- locks     queue rows by step id, live steps by id, tasks by id
create or replace function tasker_v1.detect_and_transition_stale_tasks (
  p_dry_run                                  boolean default true,
  p_batch_size                               integer default 100,
  p_default_waiting_for_dependencies_minutes integer default null,
  p_default_waiting_for_retry_minutes        integer default null,
  p_default_steps_in_process_minutes         integer default null,
  p_max_lifetime_hours                       integer default null,
  p_to_error                                 boolean default true
)
  returns table (
    task_uuid uuid, namespace_name text, task_name text, current_state text, time_in_state_minutes integer,
    staleness_threshold_minutes integer, action_taken text, moved_to_dlq boolean, transition_success boolean
  )
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
as $$
declare
  v_lifetime integer := p_max_lifetime_hours * 60;
  v_stale    tasker.stale_task[];
begin
  perform tasker.check_row_limit('detect stale tasks', p_batch_size);
  v_stale := array(
    select s from tasker.stale_tasks(tasker.unfinished_tasks(true), p_default_waiting_for_dependencies_minutes,
                                     p_default_waiting_for_retry_minutes, p_default_steps_in_process_minutes, v_lifetime,
                                     p_batch_size) s);
  if p_dry_run then
    return query
    select s.task_uuid, s.namespace_name, s.task_name, s.current_state::text, s.time_in_state_minutes, s.threshold_minutes,
           case when not coalesce(s.auto_fail, p_to_error) then 'would_move_to_dlq_only'
                when s.goes_to_dlq then 'would_transition_to_dlq_and_error'
                else 'would_transition_to_error_only' end, false, false
      from unnest(v_stale) s
     where s.goes_to_dlq or coalesce(s.auto_fail, p_to_error);
    return;
  end if;

  return query
  select (t.stale).task_uuid, (t.stale).namespace_name, (t.stale).task_name, (t.stale).current_state::text,
         (t.stale).time_in_state_minutes, (t.stale).threshold_minutes,
         case when not t.failed then 'moved_to_dlq_only'
              when t.moved_to_dlq then 'transitioned_to_dlq_and_error'
              else 'transitioned_to_error_only' end, t.moved_to_dlq, t.failed
    from tasker.transition_stale_tasks(v_stale, p_to_error, p_default_waiting_for_dependencies_minutes,
                                       p_default_waiting_for_retry_minutes, p_default_steps_in_process_minutes, v_lifetime) t;
end
$$;
comment on function tasker_v1.detect_and_transition_stale_tasks is 'Finds stale tasks, opens an investigation of each and ends it in error.';
