-- Opens investigations of stale tasks, and ends in error those that are to fail: their live steps are cancelled.
-- What moved while the locks were awaited is not stale any more and stays.
--
-- p_stale     what tasker.stale_tasks found
-- p_to_error  whether a task fails whose template does not say
-- p_…_minutes as for tasker.stale_tasks
--
-- returns  what was done about each that is still stale
-- locks    of those that fail: queue rows by step id, live steps by id, tasks by id
create or replace function tasker.transition_stale_tasks (
  p_stale                tasker.stale_task[],
  p_to_error             boolean,
  p_dependencies_minutes integer default null,
  p_retry_minutes        integer default null,
  p_process_minutes      integer default null,
  p_lifetime_minutes     integer default null
)
  returns table (stale tasker.stale_task, moved_to_dlq boolean, failed boolean)
  language plpgsql
  volatile
as $$
declare
  v_failing uuid[] := array(select s.task_uuid from unnest(p_stale) s where coalesce(s.auto_fail, p_to_error) order by s.task_uuid);
  v_still   tasker.stale_task[];
  v_opened  uuid[];
begin
  perform tasker.lock_waits(f.task_uuid) from unnest(v_failing) f (task_uuid);
  perform tasker.lock_live_steps(v_failing);
  perform from tasker.tasks t where t.task_uuid = any (v_failing) order by t.task_uuid for update;

  v_still := array(
    select s from tasker.stale_tasks(array(select p.task_uuid from unnest(p_stale) p), p_dependencies_minutes, p_retry_minutes,
                                     p_process_minutes, p_lifetime_minutes, cardinality(p_stale)) s
     where s.goes_to_dlq or coalesce(s.auto_fail, p_to_error));
  v_failing := array(select s.task_uuid from unnest(v_still) s where s.task_uuid = any (v_failing));

  select coalesce(array_agg(e.task_uuid), '{}') into v_opened
    from tasker.open_dlq_entries(
           array(select s.task_uuid from unnest(v_still) s where s.goes_to_dlq), 'staleness_timeout',
           array(select jsonb_build_object('time_in_state_minutes', s.time_in_state_minutes,
                                           'threshold_minutes', s.threshold_minutes, 'task_age_minutes', s.task_age_minutes)
                   from unnest(v_still) s where s.goes_to_dlq)) e;
  if cardinality(v_failing) > 0 then
    perform tasker.end_tasks(v_failing, 'error', 'fail', '{"event": "staleness_timeout"}');
  end if;

  return query
  select s::tasker.stale_task, s.task_uuid = any (v_opened), s.task_uuid = any (v_failing) from unnest(v_still) s;
end
$$;
comment on function tasker.transition_stale_tasks is 'Opens investigations of stale tasks, and ends in error those that are to fail.';
