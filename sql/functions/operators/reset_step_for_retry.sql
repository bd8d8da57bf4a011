-- Gives a failed step as many further attempts as its template grants, and re-drives its task at once. Attempts are
-- counted on: a late result of an earlier attempt is stale even if the same worker runs the step again.
--
-- p_step_uuid  a step in error
-- p_by         who
-- p_reason     why
--
-- returns   the states of task and step
-- raises    TK102 no such step · TK202 its task is over · TK203 the step is not in error
-- locks     the live steps of its task by id, then the task
create or replace function tasker_v1.reset_step_for_retry (p_step_uuid uuid, p_by text, p_reason text)
  returns table (task_uuid uuid, step_uuid uuid, task_state text, step_state text)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_step     tasker.workflow_steps := tasker.lock_step_to_operate(p_step_uuid, 'reset', '{error}');
  v_metadata jsonb := jsonb_build_object('event', 'reset_for_retry', 'by', p_by, 'reason', p_reason);
begin
  update tasker.workflow_steps s
     set state = 'pending', max_attempts = s.attempts + greatest(n.default_max_attempts, 1)
    from tasker.named_tasks_named_steps n
   where s.step_uuid = p_step_uuid
     and n.named_task_id = s.named_task_id
     and n.position = s.position;
  insert into tasker.step_transition_log (step_uuid, at, from_state, to_state, attempt, metadata)
  values (p_step_uuid, tasker.now(), 'error', 'pending', v_step.attempts, v_metadata);
  perform tasker.enqueue_steps(array[p_step_uuid], v_metadata);
  perform tasker.settle_tasks(array[v_step.task_uuid]);
  return query select * from tasker.operated_states(p_step_uuid);
end
$$;
comment on function tasker_v1.reset_step_for_retry is 'Gives a failed step further attempts.';
