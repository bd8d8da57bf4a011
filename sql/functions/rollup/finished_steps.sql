-- The steps that were completed, and how long their last attempt took, where a worker made one.
--
-- p_from, p_until, p_floor  as in tasker.state_changes; null for all moves
-- p_since                   moves before this time do not count
--
-- returns  one row a step; was_attempted: a worker completed it, not a person
create or replace function tasker.finished_steps (p_from bigint, p_until bigint, p_floor bigint, p_since timestamptz)
  returns table (
    step_uuid uuid, named_task_id integer, "position" integer, ended_at timestamptz, seconds numeric, was_attempted boolean
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
  select s.step_uuid, s.named_task_id, s.position, l.at, extract(epoch from s.completed_at - s.last_attempted_at),
         l.from_state in ('in_progress', 'enqueued_for_orchestration', 'enqueued_as_error_for_orchestration')
    from tasker.step_transition_log l
    join tasker.workflow_steps s on s.step_uuid = l.step_uuid
   where l.history_id > p_floor
     and l.at >= p_since
     and l.to_state = 'complete'
     and (p_from is null or tasker.is_unsummed(l.xmin, p_from))
     and (p_until is null or not tasker.is_unsummed(l.xmin, p_until));
end
$$;
comment on function tasker.finished_steps is 'The steps that were completed, and how long their last attempt took.';
