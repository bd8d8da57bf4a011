-- Violations of any invariant in some spans of tasks and their steps.
--
-- p_first  first uuids of spans, as of tasker.task_spans()
-- p_last   their last uuids
create or replace function tasker.broken_invariants (p_first uuid[], p_last uuid[])
  returns table (invariant text, entity uuid, detail text)
  language sql
  stable
as $$
  select v.* from tasker.broken_steps(p_first, p_last) v
  union all
  select v.* from tasker.broken_tasks(p_first, p_last) v
  union all
  select v.* from tasker.broken_step_histories(p_first, p_last) v
  union all
  select v.* from tasker.broken_task_histories(p_first, p_last) v
$$;
comment on function tasker.broken_invariants is 'Violations of any invariant in some spans of tasks.';
