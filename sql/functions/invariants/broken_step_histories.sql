-- Violations in the history of the steps of some tasks: more than one success (I6); moves that no rule allows, moves that
-- do not begin where the one before ended, histories that do not end in the row's state (I8; not of tasks whose history
-- was pruned, in part or whole). A step is born pending or enqueued, its history begins where it leaves that.
--
-- p_first  first uuids of spans, as of tasker.task_spans()
-- p_last   their last uuids
create or replace function tasker.broken_step_histories (p_first uuid[], p_last uuid[])
  returns table (invariant text, entity uuid, detail text)
  language sql
  stable
as $$
  with task as materialized (
    select t.task_uuid
      from unnest(p_first, p_last) u (first, last)
     cross join lateral (select * from tasker.tasks t where t.task_uuid between u.first and u.last offset 0) t
     where not exists (select from tasker.upkeep k where t.created_at < k.history_pruned_until)
  ), step as materialized (
    select s.step_uuid, s.state
      from unnest(p_first, p_last) u (first, last)
     cross join lateral (select * from tasker.workflow_steps s where s.step_uuid between u.first and u.last offset 0) s
      join task t on t.task_uuid = s.task_uuid
  ), move as materialized (
    select l.step_uuid, l.from_state, l.via, l.to_state,
           lag(l.to_state) over w as was, lead(l.to_state) over w is null as is_last
      from unnest(p_first, p_last) u (first, last)
     cross join lateral (
       select * from tasker.step_transition_log l where l.step_uuid between u.first and u.last offset 0) l
    window w as (partition by l.step_uuid order by l.history_id)
  ), illegal_move as materialized (
    select m.from_state, m.via, m.to_state, p.state, p.next
      from (select distinct m.from_state, m.via, m.to_state from move m) m
     cross join lateral (
       select u.state, lead(u.state) over (order by u.place) as next
         from unnest(array_remove(array[m.from_state] || m.via || m.to_state, null)) with ordinality u (state, place)
     ) p
     where not exists (select from tasker.step_state_rules r where r.from_state = p.state and r.to_state = p.next)
       and p.next is not null
  ), fault as (
    select m.step_uuid, format('went from %s to %s', i.state, i.next) as detail
      from illegal_move i
      join move m on m.from_state = i.from_state and m.to_state = i.to_state and m.via is not distinct from i.via
    union all
    select m.step_uuid, format('left %s and was %s', m.from_state, coalesce(m.was::text, 'never so'))
      from move m
     where m.from_state is distinct from m.was
       and (m.was is not null or m.from_state not in ('pending', 'enqueued'))
  )
  select 'I6' as invariant, m.step_uuid as entity, format('%s successes are recorded', count(*)) as detail
    from move m
   where m.to_state = 'complete'
   group by m.step_uuid
  having count(*) > 1
  union all
  select 'I8', f.step_uuid, f.detail
    from fault f
    join step s on s.step_uuid = f.step_uuid
  union all
  select 'I8', s.step_uuid, format('is %s and its history ends in %s', s.state, coalesce(m.to_state::text, 'nothing'))
    from step s
    left join move m on m.step_uuid = s.step_uuid and m.is_last
   where m.to_state is distinct from s.state
     and (m.to_state is not null or s.state not in ('pending', 'enqueued'))
$$;
comment on function tasker.broken_step_histories is 'Violations in the history of the steps of some tasks.';
