-- One row for each transition of each step. A step is born pending or enqueued with its task; the log begins where it leaves that state.
create or replace view tasker.workflow_step_transitions as
with moves as (
  select s.step_uuid, 0::bigint as history_id, u.place, u.state,
         t.created_at as at, null::uuid as worker_uuid, 0::smallint as attempt, null::jsonb as metadata
    from tasker.workflow_steps s
    join tasker.tasks t on t.task_uuid = s.task_uuid
    cross join lateral (
      select coalesce((select l.from_state from tasker.step_transition_log l
                        where l.step_uuid = s.step_uuid order by l.history_id limit 1), s.state) as state
    ) born
    cross join lateral unnest(case born.state when 'pending' then array[born.state]
                              else array['pending', born.state]::tasker.step_state[] end)
      with ordinality u (state, place)
  union all
  select l.step_uuid, l.history_id, u.place, u.state, l.at, l.worker_uuid, l.attempt, l.metadata
    from tasker.step_transition_log l
    cross join lateral unnest(l.via || l.to_state) with ordinality u (state, place)
)
select m.step_uuid,
       (row_number() over w)::integer as sort_key,
       lag(m.state) over w as from_state,
       m.state as to_state,
       lead(m.state) over w is null as most_recent,
       m.at as created_at,
       m.worker_uuid,
       m.attempt,
       coalesce(m.metadata, '{}') as metadata
  from moves m
window w as (partition by m.step_uuid order by m.history_id, m.place);
comment on view tasker.workflow_step_transitions is
  'One row for each transition of each step. A step is born pending or enqueued with its task; the log begins where it leaves that state.';
