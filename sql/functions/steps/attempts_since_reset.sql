-- How many attempts a step has used of those its template grants. Attempts never go back, for with the worker they are the
-- fence; a reset raises the step's own max_attempts instead, by as many as the template grants.
--
-- p_attempts      of the step, since its birth
-- p_max_attempts  of the step
-- p_granted       by the template
create or replace function tasker.attempts_since_reset (p_attempts integer, p_max_attempts integer, p_granted integer)
  returns integer
  language sql
  immutable
as $$
  select p_attempts - greatest(p_max_attempts - greatest(p_granted, 1), 0)
$$;
comment on function tasker.attempts_since_reset is 'How many attempts a step has used of those its template grants.';
