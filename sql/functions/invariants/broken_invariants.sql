-- Violations of any invariant by some tasks and their steps.
--
-- p_task_uuids  tasks
create or replace function tasker.broken_invariants (p_task_uuids uuid[])
  returns table (invariant text, entity uuid, detail text)
  language sql
  stable
as $$
  select v.* from tasker.broken_steps(p_task_uuids) v
  union all
  select v.* from tasker.broken_tasks(p_task_uuids) v
  union all
  select v.* from tasker.broken_step_histories(p_task_uuids) v
  union all
  select v.* from tasker.broken_task_histories(p_task_uuids) v
$$;
comment on function tasker.broken_invariants is 'Violations of any invariant by some tasks and their steps.';
