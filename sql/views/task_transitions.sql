-- One row for each transition of each task, the first from null.
create or replace view tasker.task_transitions as
select l.task_uuid,
       (row_number() over (partition by l.task_uuid order by l.history_id, u.place))::integer as sort_key,
       lag(u.state) over (partition by l.task_uuid order by l.history_id, u.place) as from_state,
       u.state as to_state,
       lead(u.state) over (partition by l.task_uuid order by l.history_id, u.place) is null as most_recent,
       l.at as created_at,
       l.processor_uuid,
       coalesce(l.metadata, '{}') as metadata
  from tasker.task_transition_log l
  cross join lateral unnest(l.via || l.to_state) with ordinality u (state, place);
comment on view tasker.task_transitions is 'One row for each transition of each task, the first from null.';
