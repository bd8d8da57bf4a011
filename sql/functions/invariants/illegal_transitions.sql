-- Violations of I8: transitions that no rule allows, moves that do not begin where the one before ended, and histories
-- that do not end in the row's state. Tasks whose history was pruned, in part or whole, are not judged.
create or replace function tasker.illegal_transitions ()
  returns table (entity uuid, detail text)
  language sql
  stable
as $$
  select v.entity, v.detail
    from (
      select m.task_uuid as entity, format('went from %s to %s', m.from_state, m.to_state) as detail
        from tasker.task_transitions m
       where m.from_state is not null
         and not exists (select from tasker.task_state_rules r where r.from_state = m.from_state and r.to_state = m.to_state)
      union all
      select t.task_uuid, format('is %s and its history ends in %s', t.state, coalesce(m.to_state::text, 'nothing'))
        from tasker.tasks t
        left join tasker.task_transitions m on m.task_uuid = t.task_uuid and m.most_recent
       where m.to_state is distinct from t.state
      union all
      select l.task_uuid, format('left %s and was %s', l.from_state, l.was)
        from (select l.task_uuid, l.from_state, lag(l.to_state) over (partition by l.task_uuid order by l.history_id) as was
                from tasker.task_transition_log l) l
       where l.from_state is distinct from l.was
      union all
      select m.step_uuid, format('went from %s to %s', m.from_state, m.to_state)
        from tasker.workflow_step_transitions m
       where m.from_state is not null
         and not exists (select from tasker.step_state_rules r where r.from_state = m.from_state and r.to_state = m.to_state)
      union all
      select s.step_uuid, format('is %s and its history ends in %s', s.state, coalesce(m.to_state::text, 'nothing'))
        from tasker.workflow_steps s
        left join tasker.workflow_step_transitions m on m.step_uuid = s.step_uuid and m.most_recent
       where m.to_state is distinct from s.state
      union all
      select l.step_uuid, format('left %s and was %s', l.from_state, l.was)
        from (select l.step_uuid, l.from_state, lag(l.to_state) over (partition by l.step_uuid order by l.history_id) as was
                from tasker.step_transition_log l) l
       where l.from_state <> l.was
    ) v
   where not exists (
     select from tasker.tasks t
       join tasker.upkeep u on t.created_at < u.history_pruned_until
      where t.task_uuid = tasker.task_uuid(v.entity))
$$;
comment on function tasker.illegal_transitions is 'Violations of invariant I8.';
