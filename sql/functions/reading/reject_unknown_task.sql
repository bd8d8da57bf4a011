-- Says that there is no such task.
--
-- p_action  what the caller wanted: "get", "move", "finalize"
--
-- raises  TK101, always
create or replace function tasker.reject_unknown_task (p_action text, p_task_uuid uuid)
  returns void
  language plpgsql
  stable
as $$
begin
  raise exception using
    errcode = 'TK101',
    message = format('Cannot %s task "%s": there is no such task', p_action, p_task_uuid),
    detail = case when exists (select from tasker.workflow_steps s where s.step_uuid = p_task_uuid)
                  then 'It is the uuid of a step.' else 'Nothing has this uuid.' end,
    hint = 'tasker_v1.list_tasks() lists the tasks there are.';
end
$$;
comment on function tasker.reject_unknown_task is 'Says that there is no such task.';
