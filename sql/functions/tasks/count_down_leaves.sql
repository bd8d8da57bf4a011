-- Counts completed leaf steps off their tasks; a task whose last leaf is done is complete.
--
-- p_task_uuids  one entry for each completed leaf, in ascending order
--
-- returns  tasks that have failures and are not complete: the caller settles them
-- locks    tasks by id
create or replace function tasker.count_down_leaves (p_task_uuids uuid[])
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_now      timestamptz := tasker.now();
  v_troubled uuid[];
begin
  with leaf as materialized (
    select u.task_uuid, count(*)::integer as leaves_count
      from unnest(p_task_uuids) u (task_uuid)
     group by u.task_uuid
     order by u.task_uuid
  ), counted as (
    update tasker.tasks t
       set remaining_leaves = t.remaining_leaves - l.leaves_count,
           state = case t.remaining_leaves - l.leaves_count when 0 then 'complete' else t.state end,
           completed_at = case t.remaining_leaves - l.leaves_count when 0 then v_now end,
           updated_at = v_now
      from leaf l
     where t.task_uuid = any (array[l.task_uuid])
    returning t.task_uuid, t.state, t.has_failures
  ), logged as (
    insert into tasker.task_transition_log (task_uuid, at, from_state, to_state, via)
    select c.task_uuid, v_now, 'steps_in_process', 'complete', '{evaluating_results}'
      from counted c
     where c.state = 'complete'
  )
  select array_agg(c.task_uuid) into v_troubled
    from counted c
   where c.has_failures and c.state <> 'complete';
  return v_troubled;
end
$$;
comment on function tasker.count_down_leaves is 'Counts completed leaf steps off their tasks.';
