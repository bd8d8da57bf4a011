-- Says that there is no such step.
--
-- p_action  what the caller wanted: "get", "check"
--
-- raises  TK102, always
create or replace function tasker.reject_unknown_step (p_action text, p_step_uuid uuid)
  returns void
  language plpgsql
  stable
as $$
begin
  raise exception using
    errcode = 'TK102',
    message = format('Cannot %s step "%s": there is no such step', p_action, p_step_uuid),
    detail = case when exists (select from tasker.tasks t where t.task_uuid = tasker.task_uuid(p_step_uuid))
                  then 'Its task exists.' else 'Nor is there such a task.' end,
    hint = 'tasker_v1.get_task_steps(task) lists the steps of a task.';
end
$$;
comment on function tasker.reject_unknown_step is 'Says that there is no such step.';
