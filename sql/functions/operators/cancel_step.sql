-- Cancels one step; steps that need it never run, so its task comes to wait for a person. A handler that runs it
-- meanwhile is aborted.
--
-- p_step_uuid  a step that is not over
-- p_by         who
-- p_reason     why
--
-- returns   the states of task and step
-- raises    TK102 no such step · TK202 its task is over · TK203 the step is over
-- locks     the step's queue row, the live steps of its task by id, then the task
create or replace function tasker_v1.cancel_step (p_step_uuid uuid, p_by text, p_reason text)
  returns table (task_uuid uuid, step_uuid uuid, task_state text, step_state text)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_step tasker.workflow_steps := tasker.lock_step_to_operate(p_step_uuid, 'cancel',
    '{pending,enqueued,in_progress,enqueued_for_orchestration,enqueued_as_error_for_orchestration,waiting_for_retry,error}');
begin
  perform tasker.put_step(v_step, 'cancelled',
                          jsonb_build_object('event', 'cancel', 'by', p_by, 'reason', p_reason));
  perform tasker.settle_tasks(array[v_step.task_uuid]);
  return query select * from tasker.operated_states(p_step_uuid);
end
$$;
comment on function tasker_v1.cancel_step is 'Cancels one step.';
