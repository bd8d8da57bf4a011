-- The states a task passes through between two others, by the rules of tasker.task_state_rules.
--
-- returns  the states between, without the ends; an empty array for a direct move, null when there is no way
create or replace function tasker.task_path (p_from tasker.task_state, p_to tasker.task_state)
  returns tasker.task_state[]
  language sql
  stable
as $$
  with recursive walk as (
    select array[p_from] as states
    union all
    select w.states || r.to_state
      from walk w
      join tasker.task_state_rules r on r.from_state = w.states[cardinality(w.states)]
     where r.to_state <> all (w.states)
       and r.event not in ('cancel', 'resolve_manually', 'manual_resolution', 'give_up', 'complete', 'fail')
       and w.states[cardinality(w.states)] <> p_to
  )
  select w.states[2:cardinality(w.states) - 1]
    from walk w
   where w.states[cardinality(w.states)] = p_to and cardinality(w.states) > 1
   order by cardinality(w.states)
   limit 1
$$;
comment on function tasker.task_path is 'The states a task passes through between two others.';
