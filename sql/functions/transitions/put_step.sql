-- Puts a step that no worker is to answer for into a state: failed before it ran, cancelled alone, retried, or
-- satisfied by a person's word.
--
-- p_step  locked by the caller, as is its queue row
--
-- returns  true
-- raises   TK203 no attempt is left for a retry
-- locks    none of its own, but the task's row
create or replace function tasker.put_step (p_step tasker.workflow_steps, p_to tasker.step_state, p_metadata jsonb)
  returns boolean
  language plpgsql
  volatile
as $$
declare
  v_now     timestamptz := tasker.now();
  v_is_over boolean := p_to in ('error', 'waiting_for_retry');
begin
  if p_to in ('complete', 'resolved_manually') then
    perform tasker.satisfy_step(p_step.step_uuid, p_to, p_metadata -> 'results', 'move', p_metadata - 'results');
    return true;
  elsif p_to = 'waiting_for_retry' then
    perform tasker.check_retry_is_left(p_step);
  end if;

  perform tasker.drop_step_waits(p_step, format('step %s', p_to));
  update tasker.workflow_steps s
     set state = p_to,
         max_attempts = case when p_step.state = 'error' and p_to = 'pending'
                             then s.attempts + (select greatest(n.default_max_attempts, 1)
                                                  from tasker.named_tasks_named_steps n
                                                 where n.named_task_id = s.named_task_id and n.position = s.position)
                             else s.max_attempts end,
         completed_at = case p_to when 'cancelled' then v_now end,
         last_failure_at = case when v_is_over then v_now else s.last_failure_at end,
         error = case when v_is_over
                      then coalesce(p_metadata -> 'error', jsonb_build_object('message', format('Moved to %s', p_to)))
                      else s.error end
   where s.step_uuid = p_step.step_uuid;
  insert into tasker.step_transition_log (step_uuid, at, from_state, to_state, attempt, metadata)
  values (p_step.step_uuid, v_now, p_step.state, p_to, p_step.attempts, nullif(p_metadata, '{}'));

  if p_to = 'waiting_for_retry' then
    insert into tasker.timers (waiter_uuid, due_at, kind)
    select p_step.step_uuid,
           v_now + tasker_v1.calculate_backoff_delay(
             greatest(tasker.attempts_since_reset(p_step.attempts, p_step.max_attempts, n.default_max_attempts), 1),
             n.backoff_base_ms, n.max_backoff_ms, n.backoff_strategy, n.backoff_jitter),
           'retry'
      from tasker.named_tasks_named_steps n
     where n.named_task_id = p_step.named_task_id and n.position = p_step.position;
  elsif p_to = 'pending' then
    perform tasker.enqueue_steps(array[p_step.step_uuid], nullif(p_metadata, '{}'));
  end if;
  if v_is_over or p_to = 'cancelled' then
    perform tasker.mark_failures(array[p_step.task_uuid]);
  end if;
  return true;
end
$$;
comment on function tasker.put_step is 'Puts a step that no worker is to answer for into a state.';
