-- Ends a step by a person's word, in a state that satisfies its children, and re-drives its task.
-- A handler that runs it meanwhile is aborted; its late result is stale.
--
-- p_step_uuid  a step that is not over
-- p_to_state   complete or resolved_manually
-- p_results    its result; null for none
-- p_action     what the person does, for the error
-- p_metadata   what the transition tells
--
-- raises  TK102 no such step · TK202 its task is over · TK203 the step is over
-- locks   the step's queue row, the live steps of its task by id, then the task
create or replace function tasker.satisfy_step (
  p_step_uuid uuid,
  p_to_state  tasker.step_state,
  p_results   jsonb,
  p_action    text,
  p_metadata  jsonb
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_now  timestamptz := tasker.now();
  v_step tasker.workflow_steps := tasker.lock_step_to_operate(p_step_uuid, p_action,
    '{pending,enqueued,in_progress,enqueued_for_orchestration,enqueued_as_error_for_orchestration,waiting_for_retry,error}');
begin
  perform tasker.drop_step_waits(v_step, format('step %s', p_to_state));
  update tasker.workflow_steps s
     set state = p_to_state, results = coalesce(p_results, s.results), completed_at = v_now
   where s.step_uuid = p_step_uuid;
  insert into tasker.step_transition_log (step_uuid, at, from_state, to_state, attempt, metadata)
  values (p_step_uuid, v_now, v_step.state, p_to_state, v_step.attempts, p_metadata);

  update tasker.workflow_steps s
     set remaining_parents = s.remaining_parents - 1
    from tasker.named_step_edges e
   where e.named_task_id = v_step.named_task_id
     and e.from_position = v_step.position
     and s.step_uuid = tasker.step_uuid(v_step.task_uuid, e.to_position);
  if (select t.state from tasker.tasks t where t.task_uuid = v_step.task_uuid) <> 'pending' then
    perform tasker.enqueue_steps(array(
      select tasker.step_uuid(v_step.task_uuid, e.to_position)
        from tasker.named_step_edges e
       where e.named_task_id = v_step.named_task_id and e.from_position = v_step.position));
  end if;
  -- from now on the task's leaves may be done before its other steps: every completion looks at the whole of it
  perform tasker.mark_failures(array[v_step.task_uuid]);
  if exists (select from tasker.settle_tasks(array[v_step.task_uuid]) s where s.to_state = 'complete') then
    perform tasker.drop_waits(array[v_step.task_uuid]);
  end if;
end
$$;
comment on function tasker.satisfy_step is 'Ends a step by a person''s word and re-drives its task.';
