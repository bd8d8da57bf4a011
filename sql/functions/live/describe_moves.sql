-- Tells moves as events: one for each state passed through, and for a task's first move one for each state its steps were
-- born with. A step is born with its task, pending, and enqueued at once where it needs no other and the task starts.
--
-- p_moves       the moves
-- p_after_id, p_after_place  events up to this one are left out
-- p_namespaces, p_task_uuids  events of these namespaces and of these tasks; both null for all
-- p_limit       most events
--
-- returns  events in order of (history_id, place), which names an event for good; moves of tasks that were deleted are left out
create or replace function tasker.describe_moves (
  p_moves       tasker.history_move[],
  p_after_id    bigint,
  p_after_place integer,
  p_namespaces  text[],
  p_task_uuids  uuid[],
  p_limit       integer
)
  returns table (
    history_id bigint, place integer, kind text, task_uuid uuid, namespace text, name text, to_state text, event text
  )
  language sql
  stable
as $$
  select m.history_id, c.place, k.kind, m.task_uuid, s.name, n.name, c.to_state,
         jsonb_build_object(
           'kind', k.kind, 'task_uuid', m.task_uuid, 'step_uuid', c.step_uuid, 'step_name', c.step_name,
           'namespace', s.name, 'name', n.name, 'version', n.version,
           'from_state', c.from_state, 'to_state', c.to_state, 'at', m.at, 'attempt', c.attempt,
           'worker_uuid', m.worker_uuid, 'by', m.metadata ->> 'by', 'reason', m.metadata ->> 'reason')::text
    from unnest(p_moves) m
    join tasker.tasks t on t.task_uuid = m.task_uuid
    join tasker.named_tasks n on n.named_task_id = t.named_task_id
    join tasker.task_namespaces s on s.namespace_id = t.namespace_id
    cross join lateral (
      select u.place::integer, m.step_uuid, r.step_name,
             case u.place when 1 then m.from_state else m.states[u.place - 1] end as from_state,
             u.state as to_state, m.attempt
        from unnest(m.states) with ordinality u (state, place)
        left join tasker.named_tasks_named_steps r
               on r.named_task_id = t.named_task_id
              and r.position = ('x' || right(m.step_uuid::text, 4))::bit(16)::integer
      union all
      select cardinality(m.states) + 2 * r.position + b.place, tasker.step_uuid(m.task_uuid, r.position), r.step_name,
             case b.place when 1 then 'pending' end, case b.place when 0 then 'pending' else 'enqueued' end, null
        from tasker.named_tasks_named_steps r
        cross join generate_series(0, 1) b (place)
       where m.step_uuid is null
         and m.from_state is null
         and r.named_task_id = t.named_task_id
         and (b.place = 0 or (r.parents_count = 0 and m.states[cardinality(m.states)] <> 'pending'))
    ) c
    cross join lateral (select case when c.step_uuid is null then 'task.transition' else 'step.transition' end as kind) k
   where (m.history_id, c.place) > (p_after_id, p_after_place)
     and (coalesce(p_namespaces, p_task_uuids::text[]) is null
          or s.name = any (p_namespaces)
          or m.task_uuid = any (p_task_uuids))
   order by m.history_id, c.place
   limit p_limit
$$;
comment on function tasker.describe_moves is 'Tells moves as events.';
