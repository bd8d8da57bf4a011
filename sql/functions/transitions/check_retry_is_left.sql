-- Refuses to let a step wait for a retry that its template does not grant.
--
-- raises  TK203
create or replace function tasker.check_retry_is_left (p_step tasker.workflow_steps)
  returns void
  language plpgsql
  stable
as $$
declare
  v_is_retryable boolean := (
    select n.default_retryable
      from tasker.named_tasks_named_steps n
     where n.named_task_id = p_step.named_task_id and n.position = p_step.position);
begin
  if p_step.attempts > 0 and (not v_is_retryable or p_step.attempts >= p_step.max_attempts) then
    raise exception using
      errcode = 'TK203',
      message = format('Cannot retry step "%s": no attempt is left', p_step.step_uuid),
      detail = case when v_is_retryable then format('It used %s of %s.', p_step.attempts, p_step.max_attempts)
               else 'Its template says it is not retryable.' end,
      hint = 'Move it to error; an operator may reset it from there.';
  end if;
end
$$;
comment on function tasker.check_retry_is_left is 'Refuses to let a step wait for a retry that its template does not grant.';
