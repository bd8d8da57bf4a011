-- Refuses to complete a task while a step of it is neither complete nor resolved.
--
-- raises  TK202; the detail names the first such step
create or replace function tasker.check_all_steps_satisfied (p_task_uuid uuid)
  returns void
  language plpgsql
  stable
as $$
declare
  r_step record;
begin
  select n.step_name, s.state into r_step
    from tasker.steps_of(p_task_uuid) s
    join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
   where s.state not in ('complete', 'resolved_manually')
   order by s.step_uuid
   limit 1;
  if found then
    raise exception using
      errcode = 'TK202',
      message = format('Cannot complete task "%s": not all of its steps are complete', p_task_uuid),
      detail = format('Step "%s" is %s.', r_step.step_name, r_step.state),
      hint = 'A task completes when its last step does.';
  end if;
end
$$;
comment on function tasker.check_all_steps_satisfied is 'Refuses to complete a task while a step of it is open.';
