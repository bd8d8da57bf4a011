-- Judges tasks as a whole and moves each to the state its steps call for. Idempotent.
-- The happy path needs it only when a task has failures; timers, recovery and operators always call it.
--
-- p_task_uuids      tasks; those over, and those that have not started, stay as they are
-- p_processor_uuid  who asks, for the record
--
--   all steps satisfied          → complete
--   some step ready or running   → steps_in_process
--   some step waits for a retry  → waiting_for_retry
--   some step failed or cancelled → blocked_by_failures
--   otherwise                    → waiting_for_dependencies
-- returns   one row for each task that moved
-- locks     tasks by id; the caller has locked the steps it changed
create or replace function tasker.settle_tasks (p_task_uuids uuid[], p_processor_uuid uuid default null)
  returns table (task_uuid uuid, from_state tasker.task_state, to_state tasker.task_state)
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := tasker.now();
begin
  perform
     from tasker.tasks t
    where t.task_uuid = any (p_task_uuids)
    order by t.task_uuid
      for update;

  -- a statement of its own: its snapshot sees what was committed while the lock was awaited
  return query
  with judged as materialized (
    select t.task_uuid, t.state,
           count(*) filter (where s.is_leaf and s.state not in ('complete', 'resolved_manually')) as open_leaves,
           case
             when bool_and(s.state in ('complete', 'resolved_manually')) then 'complete'
             when t.state = 'pending' then 'pending'
             when bool_or(s.state in ('enqueued', 'in_progress', 'enqueued_for_orchestration',
                                      'enqueued_as_error_for_orchestration')) then 'steps_in_process'
             when bool_or(s.state = 'waiting_for_retry') then 'waiting_for_retry'
             when bool_or(s.state in ('error', 'cancelled')) then 'blocked_by_failures'
             else 'waiting_for_dependencies'
           end::tasker.task_state as to_state
      from tasker.tasks t
     cross join lateral (select * from tasker.steps_of(t.task_uuid) offset 0) s
     where t.task_uuid = any (p_task_uuids)
       and t.state not in ('complete', 'error', 'cancelled', 'resolved_manually')
     group by t.task_uuid, t.state
  ), counted as (
    update tasker.tasks t
       set remaining_leaves = j.open_leaves,
           state = j.to_state,
           updated_at = v_now,
           completed_at = case j.to_state when 'complete' then v_now end,
           processor_uuid = null,
           owned_at = null
      from judged j
     where t.task_uuid = any (array[j.task_uuid])
       and (t.state <> j.to_state or t.remaining_leaves <> j.open_leaves)
    returning t.task_uuid, j.state as from_state, j.to_state
  ), moved as (
    select c.* from counted c where c.from_state <> c.to_state
  ), logged as (
    insert into tasker.task_transition_log (task_uuid, at, processor_uuid, from_state, to_state, via)
    select m.task_uuid, v_now, p_processor_uuid, m.from_state, m.to_state,
           nullif(tasker.task_path(m.from_state, m.to_state), '{}')
      from moved m
  )
  select m.task_uuid, m.from_state, m.to_state from moved m;
end
$$;
comment on function tasker.settle_tasks is 'Moves each task to the state its steps call for.';
