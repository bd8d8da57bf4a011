-- What moves since a horizon changed in the numbers of tasks and steps by state, and of tasks by template. A step is born with
-- its task, and its log begins where it leaves the state of its birth: roots of a task that starts at once are born enqueued.
--
-- p_from   horizon from which moves count
-- p_until  horizon from which they do not; null for none
-- p_floor  moves up to this history_id do not count
--
-- returns  kind and name as in tasker.tally, and how many more or fewer
create or replace function tasker.state_changes (p_from bigint, p_until bigint, p_floor bigint)
  returns table (kind text, name text, change bigint)
  language plpgsql
  stable
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
as $$
#variable_conflict use_column
declare
  v_from_age  integer := tasker.horizon_age(p_from);
  v_until_age integer := tasker.horizon_age(p_until);
begin
  return query
  with task_move as materialized (
    select l.from_state, l.to_state, count(*) as moves_count,
           array_agg(l.task_uuid) filter (where l.from_state is null) as born_task_uuids
      from tasker.task_transition_log l
     where l.history_id > p_floor
       and tasker.is_unsummed(l.xmin, v_from_age)
       and (v_until_age is null or not tasker.is_unsummed(l.xmin, v_until_age))
     group by l.from_state, l.to_state
  ), step_move as materialized (
    select l.from_state, l.to_state, count(*) as moves_count
      from tasker.step_transition_log l
     where l.history_id > p_floor
       and tasker.is_unsummed(l.xmin, v_from_age)
       and (v_until_age is null or not tasker.is_unsummed(l.xmin, v_until_age))
     group by l.from_state, l.to_state
  ), birth as materialized (
    select b.named_task_id, b.is_delayed, b.tasks_count, n.steps_count,
           (select count(*)
              from tasker.named_tasks_named_steps r
             where r.named_task_id = b.named_task_id and r.parents_count = 0) as roots_count
      from (select t.named_task_id, m.to_state = 'pending' as is_delayed, count(*) as tasks_count
              from task_move m
              join tasker.tasks t on t.task_uuid = any (m.born_task_uuids)
             group by 1, 2) b
      join tasker.named_tasks n on n.named_task_id = b.named_task_id
  )
  select c.kind, c.name, sum(c.change)::bigint
    from (
      select 'task' as kind, m.to_state::text as name, m.moves_count as change from task_move m
      union all
      select 'task', m.from_state::text, -m.moves_count from task_move m where m.from_state is not null
      union all
      select 'step', m.to_state::text, m.moves_count from step_move m
      union all
      select 'step', m.from_state::text, -m.moves_count from step_move m
      union all
      select 'step', case when b.is_delayed then 'pending' else 'enqueued' end, b.tasks_count * b.roots_count from birth b
      union all
      select 'step', 'pending', b.tasks_count * (b.steps_count - b.roots_count) from birth b
      union all
      select 'template', b.named_task_id::text, b.tasks_count from birth b
    ) c
   group by c.kind, c.name;
end
$$;
comment on function tasker.state_changes is 'What moves since a horizon changed in the numbers of tasks and steps by state.';
