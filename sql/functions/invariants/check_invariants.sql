-- Looks for what must never be: one row for each violation, none when all is well.
--
--   I1  a task that is over has no live step, queue row or timer
--   I2  a ready step has exactly one queue row, or a timer that will offer it again; no queue row is left over
--   I3  a running step has a lease and its fence is the attempt; a parked result keeps its queue row
--   I4  counters equal a recount from the edges
--   I5  a step ran only after its parents satisfied it
--   I6  at most one success is recorded a step
--   I7  attempts are at most as many as allowed
--   I8  transitions form a legal path that ends in the row's state
--   I9  nothing waits without a waker
--   I10 no committed request is lost: a task has all its steps
-- returns   the invariant, the task or step, and what is wrong
create or replace function tasker_v1.check_invariants ()
  returns table (invariant text, entity text, detail text)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
  select 'I1', v.entity::text, v.detail from tasker.lively_finished_tasks() v
  union all
  select v.invariant, v.entity::text, v.detail from tasker.unfit_queue_rows() v
  union all
  select 'I4', v.entity::text, v.detail from tasker.wrong_counters() v
  union all
  select 'I5', v.entity::text, v.detail from tasker.premature_steps() v
  union all
  select 'I6', l.step_uuid::text, format('%s successes are recorded', count(*))
    from tasker.step_transition_log l
   where l.to_state = 'complete'
   group by l.step_uuid
  having count(*) > 1
  union all
  select 'I7', s.step_uuid::text, format('%s attempts of %s', s.attempts, s.max_attempts)
    from tasker.workflow_steps s
   where s.attempts > greatest(s.max_attempts, 1)
  union all
  select 'I8', v.entity::text, v.detail from tasker.illegal_transitions() v
  union all
  select 'I9', v.entity::text, v.detail from tasker.waiting_without_waker() v
  union all
  select 'I10', t.task_uuid::text, format('has %s steps of %s', count(s.step_uuid), n.steps_count)
    from tasker.tasks t
    join tasker.named_tasks n on n.named_task_id = t.named_task_id
    left join tasker.workflow_steps s on s.task_uuid = t.task_uuid
   group by t.task_uuid, n.steps_count
  having count(s.step_uuid) <> n.steps_count
$$;
comment on function tasker_v1.check_invariants is 'Looks for what must never be.';
