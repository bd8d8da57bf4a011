-- The steps that were completed, and how long their last attempt took, where a worker made one. Steps of one instant, as a batch
-- completes them, are looked up by one scan (bench/NOTES.md).
--
-- p_from, p_until, p_floor  as in tasker.state_changes; null for all moves
-- p_since                   moves before this time do not count
--
-- returns  one row a step; hour: that it ended in; was_attempted: a worker completed it, not a person
create or replace function tasker.finished_steps (p_from bigint, p_until bigint, p_floor bigint, p_since timestamptz)
  returns table (
    step_uuid uuid, named_task_id integer, "position" integer, ended_at timestamptz, hour timestamptz, took interval,
    was_attempted boolean
  )
  language sql
  stable
as $$
  select s.step_uuid, s.named_task_id, s.position, e.at, e.hour, s.completed_at - s.last_attempted_at, e.was_attempted
    from (select l.at, date_trunc('hour', l.at) as hour,
                 l.from_state in ('in_progress', 'enqueued_for_orchestration', 'enqueued_as_error_for_orchestration') as was_attempted,
                 array_agg(l.step_uuid) as step_uuids
            from tasker.step_transition_log l
           where l.history_id > p_floor
             and l.at >= p_since
             and l.to_state = 'complete'
             and (p_from is null or tasker.is_unsummed(l.xmin, (select tasker.horizon_age(p_from))))
             and (p_until is null or not tasker.is_unsummed(l.xmin, (select tasker.horizon_age(p_until))))
           group by l.at, was_attempted) e
    join tasker.workflow_steps s on s.step_uuid = any (e.step_uuids)
$$;
comment on function tasker.finished_steps is 'The steps that were completed, and how long their last attempt took.';
