-- What happened to tasks: how many of a template were created, completed and failed in an instant.
-- A task counts as failed at its last move to error or blocked_by_failures: a further one takes the one before back, and so does
-- completion. So the sum over any time up to now is the number of tasks that failed in it and did not complete.
--
-- p_from, p_until, p_floor  as in tasker.state_changes; null for all moves
-- p_since                   moves before this time do not count
--
-- returns  when, by how much, and how long the completed ones took together; the template where tasks completed or failed.
--          An instant may have several rows
create or replace function tasker.task_activity (p_from bigint, p_until bigint, p_floor bigint, p_since timestamptz)
  returns table (
    at timestamptz, created bigint, completed bigint, failed bigint, took interval, named_task_id integer
  )
  language sql
  stable
as $$
  with move as materialized (
    select l.at, l.from_state is null as is_birth, l.to_state = 'complete' as is_completion, count(*) as moves_count,
           array_agg(l.task_uuid) filter (where l.from_state is not null) as task_uuids
      from tasker.task_transition_log l
     where l.history_id > p_floor
       and l.at >= p_since
       and (p_from is null or tasker.is_unsummed(l.xmin, (select tasker.horizon_age(p_from))))
       and (p_until is null or not tasker.is_unsummed(l.xmin, (select tasker.horizon_age(p_until))))
       and (l.from_state is null or l.to_state in ('complete', 'error', 'blocked_by_failures'))
     group by l.at, is_birth, is_completion
  ), ended as materialized (
    select m.at, m.is_completion, t.task_uuid, t.named_task_id, t.has_failures, t.completed_at - t.created_at as took
      from move m
      join tasker.tasks t on t.task_uuid = any (m.task_uuids)
     where not m.is_birth
  )
  select m.at, m.moves_count, 0, 0, null::interval, null::integer from move m where m.is_birth
  union all
  select e.at, 0, count(*), 0, sum(e.took), e.named_task_id from ended e where e.is_completion group by e.at, e.named_task_id
  union all
  select e.at, 0, 0, count(*), null, e.named_task_id from ended e where not e.is_completion group by e.at, e.named_task_id
  union all
  select b.at, 0, 0, -1, null, null
    from tasker.task_transition_log l
    cross join lateral (
      select b.at
        from tasker.task_transition_log b
       where b.task_uuid = l.task_uuid
         and b.history_id < l.history_id
         and b.to_state in ('error', 'blocked_by_failures')
       order by b.history_id desc
       limit 1
    ) b
   where l.task_uuid = any (array(select distinct e.task_uuid from ended e where e.has_failures))
     and l.history_id > p_floor
     and l.at >= p_since
     and (p_from is null or tasker.is_unsummed(l.xmin, (select tasker.horizon_age(p_from))))
     and (p_until is null or not tasker.is_unsummed(l.xmin, (select tasker.horizon_age(p_until))))
     and l.to_state in ('complete', 'error', 'blocked_by_failures')
     and b.at >= p_since
$$;
comment on function tasker.task_activity is 'What happened to tasks: how many were created, completed and failed in an instant.';
