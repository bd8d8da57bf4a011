-- Puts a step into the queue: a pending one that misses no parent, or one taken back from its worker.
--
-- p_step  locked by the caller, as is its queue row
--
-- returns  true
-- raises   TK203 parents are missing, or its task has not started
-- locks    none of its own
create or replace function tasker.offer_step (p_step tasker.workflow_steps, p_metadata jsonb)
  returns boolean
  language plpgsql
  volatile
as $$
begin
  if p_step.state = 'in_progress' then
    return tasker.hand_back_steps(array[p_step.step_uuid], null, nullif(p_metadata, '{}')) = 1;
  end if;
  if p_step.remaining_parents > 0
     or (select t.state from tasker.tasks t where t.task_uuid = p_step.task_uuid) = 'pending' then
    raise exception using
      errcode = 'TK203',
      message = format('Cannot enqueue step "%s": it is not ready', p_step.step_uuid),
      detail = case p_step.remaining_parents when 0 then 'Its task has not started.'
               else format('%s of its parents are missing.', p_step.remaining_parents) end,
      hint = 'tasker_v1.get_ready_steps(task) lists the steps that may run now.';
  end if;
  return cardinality(tasker.enqueue_steps(array[p_step.step_uuid], nullif(p_metadata, '{}'))) = 1;
end
$$;
comment on function tasker.offer_step is 'Puts a step into the queue.';
