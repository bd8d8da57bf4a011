-- Locks a step with the live steps of its task, so that a person may change it.
--
-- p_action  what the person does, for the error
-- p_states  states the step may be in
--
-- returns  the step
-- raises   TK102 no such step · TK202 its task is over · TK203 the step's state does not allow it
-- locks    the step's queue row, the live steps of its task by id
create or replace function tasker.lock_step_to_operate (p_step_uuid uuid, p_action text, p_states tasker.step_state[])
  returns tasker.workflow_steps
  language plpgsql
  volatile
as $$
declare
  v_step       tasker.workflow_steps;
  v_task_state tasker.task_state;
begin
  perform from tasker.step_queue q where q.step_uuid = p_step_uuid for update;
  perform tasker.lock_live_steps(array[tasker.task_uuid(p_step_uuid)]);
  select s.* into v_step from tasker.workflow_steps s where s.step_uuid = p_step_uuid;
  if not found then
    raise exception using
      errcode = 'TK102',
      message = format('Cannot %s step "%s": there is no such step', p_action, p_step_uuid),
      hint = 'Look at tasker_v1.get_task_steps(task).';
  end if;

  select t.state into v_task_state from tasker.tasks t where t.task_uuid = v_step.task_uuid;
  if v_task_state in ('complete', 'error', 'cancelled', 'resolved_manually') then
    raise exception using
      errcode = 'TK202',
      message = format('Cannot %s step "%s": its task is %s', p_action, p_step_uuid, v_task_state),
      hint = 'The steps of a task that is over stay as they are.';
  end if;
  if v_step.state <> all (p_states) then
    raise exception using
      errcode = 'TK203',
      message = format('Cannot %s step "%s": it is %s', p_action, p_step_uuid, v_step.state),
      detail = format('It may be %s.', array_to_string(p_states, ', ')),
      hint = 'Look at the step again: somebody may have been faster.';
  end if;
  return v_step;
end
$$;
comment on function tasker.lock_step_to_operate is 'Locks a step with its task''s live steps, so that a person may change it.';
