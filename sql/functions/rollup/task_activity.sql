-- What happened to tasks: one row for each task created and completed, and for each that failed.
-- A task counts as failed at its last move to error or blocked_by_failures: a further one takes the one before back, and so does
-- completion. So the sum over any time up to now is the number of tasks that failed in it and did not complete.
--
-- p_from, p_until, p_floor  as in tasker.state_changes; null for all moves
-- p_since                   moves before this time do not count
--
-- returns  one row a change: when, and by how much; and the template, where a task completed or failed
create or replace function tasker.task_activity (p_from bigint, p_until bigint, p_floor bigint, p_since timestamptz)
  returns table (
    at timestamptz, created integer, completed integer, failed integer, seconds numeric, named_task_id integer
  )
  language plpgsql
  stable
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
as $$
#variable_conflict use_column
begin
  return query
  with move as materialized (
    select l.history_id, l.task_uuid, l.at, l.from_state, l.to_state
      from tasker.task_transition_log l
     where l.history_id > p_floor
       and l.at >= p_since
       and (p_from is null or tasker.is_unsummed(l.xmin, p_from))
       and (p_until is null or not tasker.is_unsummed(l.xmin, p_until))
       and (l.from_state is null or l.to_state in ('complete', 'error', 'blocked_by_failures'))
  )
  select m.at, 1, 0, 0, 0::numeric, null::integer from move m where m.from_state is null
  union all
  select m.at, 0, 1, 0, extract(epoch from t.completed_at - t.created_at), t.named_task_id
    from move m
    join tasker.tasks t on t.task_uuid = m.task_uuid
   where m.to_state = 'complete'
  union all
  select m.at, 0, 0, 1, 0, t.named_task_id
    from move m
    join tasker.tasks t on t.task_uuid = m.task_uuid
   where m.to_state in ('error', 'blocked_by_failures')
  union all
  select b.at, 0, 0, -1, 0, null
    from move m
    join tasker.tasks t on t.task_uuid = m.task_uuid and t.has_failures
    cross join lateral (
      select l.at
        from tasker.task_transition_log l
       where l.task_uuid = m.task_uuid
         and l.history_id < m.history_id
         and l.to_state in ('error', 'blocked_by_failures')
       order by l.history_id desc
       limit 1
    ) b
   where m.to_state in ('complete', 'error', 'blocked_by_failures')
     and b.at >= p_since;
end
$$;
comment on function tasker.task_activity is 'What happened to tasks: one row for each created, completed and failed.';
