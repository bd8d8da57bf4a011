-- Violations of I8 in the history of some tasks: moves that no rule allows, moves that do not begin where the one before
-- ended, histories that do not end in the row's state. Tasks whose history was pruned, in part or whole, are not judged.
--
-- p_first  first uuids of spans, as of tasker.task_spans()
-- p_last   their last uuids
create or replace function tasker.broken_task_histories (p_first uuid[], p_last uuid[])
  returns table (invariant text, entity uuid, detail text)
  language sql
  stable
as $$
  with task as materialized (
    select t.task_uuid, t.state
      from unnest(p_first, p_last) u (first, last)
     cross join lateral (select * from tasker.tasks t where t.task_uuid between u.first and u.last offset 0) t
     where not exists (select from tasker.upkeep k where t.created_at < k.history_pruned_until)
  ), log as materialized (
    select l.task_uuid, l.history_id, l.from_state, l.via, l.to_state
      from unnest(p_first, p_last) u (first, last)
     cross join lateral (
       select * from tasker.task_transition_log l where l.task_uuid between u.first and u.last offset 0) l
  ), move as materialized (
    select t.task_uuid, t.state, l.from_state, l.via, l.to_state,
           lag(l.to_state) over w as was, lead(t.task_uuid) over w is null as is_last
      from task t
      left join log l on l.task_uuid = t.task_uuid
    window w as (partition by t.task_uuid order by l.history_id)
  ), illegal_move as materialized (
    select m.from_state, m.via, m.to_state, p.state, p.next
      from (select distinct m.from_state, m.via, m.to_state from move m where m.to_state is not null) m
     cross join lateral (
       select u.state, lead(u.state) over (order by u.place) as next
         from unnest(array_remove(array[m.from_state] || m.via || m.to_state, null)) with ordinality u (state, place)
     ) p
     where not exists (select from tasker.task_state_rules r where r.from_state = p.state and r.to_state = p.next)
       and p.next is not null
  )
  select 'I8' as invariant, m.task_uuid as entity, format('went from %s to %s', i.state, i.next) as detail
    from illegal_move i
    join move m on m.to_state = i.to_state and m.from_state is not distinct from i.from_state
                                           and m.via is not distinct from i.via
  union all
  select 'I8', m.task_uuid, format('left %s and was %s', m.from_state, m.was)
    from move m
   where m.from_state is distinct from m.was
  union all
  select 'I8', m.task_uuid, format('is %s and its history ends in %s', m.state, coalesce(m.to_state::text, 'nothing'))
    from move m
   where m.is_last
     and m.to_state is distinct from m.state
$$;
comment on function tasker.broken_task_histories is 'Violations in the history of some tasks.';
