-- Counts completed leaf steps off their tasks; a task whose last leaf is done is complete.
-- Not so one that has failures, or that somebody moved by hand: its leaves may be done before its other steps.
--
-- p_task_uuids  one entry for each completed leaf, in ascending order
--
-- returns  such tasks: the caller settles them
-- locks    tasks by id
create or replace function tasker.count_down_leaves (p_task_uuids uuid[])
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_now            timestamptz := tasker.now();
  v_processor_uuid uuid := tasker.session_processor();
  v_task_uuids     uuid[] := array(select distinct u.task_uuid from unnest(p_task_uuids) u (task_uuid));
  v_has_counts     boolean := cardinality(v_task_uuids) < cardinality(p_task_uuids);
  v_counts         jsonb;
  v_troubled       uuid[];
begin
  if v_has_counts then
    v_counts := (select jsonb_object_agg(l.task_uuid, l.leaves_count)
                   from (select u.task_uuid, count(*) as leaves_count from unnest(p_task_uuids) u (task_uuid) group by u.task_uuid) l);
  end if;

  with counted as (
    update tasker.tasks t
       set remaining_leaves = t.remaining_leaves - case when v_has_counts then (v_counts ->> t.task_uuid::text)::integer else 1 end,
           state = case when t.remaining_leaves = case when v_has_counts then (v_counts ->> t.task_uuid::text)::integer else 1 end
                             and t.state = 'steps_in_process' and not t.has_failures
                        then 'complete' else t.state end,
           completed_at = case when t.remaining_leaves = case when v_has_counts then (v_counts ->> t.task_uuid::text)::integer else 1 end
                                    and t.state = 'steps_in_process' and not t.has_failures
                               then v_now end,
           updated_at = v_now
     where t.task_uuid = any (v_task_uuids)
    returning t.task_uuid, t.state, t.has_failures or t.remaining_leaves = 0 as is_in_doubt
  ), logged as (
    insert into tasker.task_transition_log (task_uuid, at, processor_uuid, from_state, to_state, via)
    select c.task_uuid, v_now, v_processor_uuid, 'steps_in_process', 'complete', '{evaluating_results}'
      from counted c
     where c.state = 'complete'
  )
  select array_agg(c.task_uuid) into v_troubled
    from counted c
   where c.is_in_doubt and c.state <> 'complete';
  return v_troubled;
end
$$;
comment on function tasker.count_down_leaves is 'Counts completed leaf steps off their tasks.';
