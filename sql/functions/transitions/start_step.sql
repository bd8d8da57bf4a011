-- Starts a step for a worker, outside of any claim; from pending it passes through the queue.
--
-- p_step  locked by the caller, as is its queue row; pending or enqueued
--
-- returns  true; false if it is deferred, so nothing of it is in the queue
-- raises   TK001 no worker · TK203 parents are missing
-- locks    none of its own
create or replace function tasker.start_step (p_step tasker.workflow_steps, p_worker_uuid uuid, p_metadata jsonb)
  returns boolean
  language plpgsql
  volatile
as $$
begin
  if p_worker_uuid is null then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot start step "%s" without a worker', p_step.step_uuid),
      hint = 'Say which worker runs it.';
  end if;
  if p_step.state = 'pending' then
    perform tasker.offer_step(p_step, p_metadata);
  end if;
  return exists (select from tasker.step_queue q where q.step_uuid = p_step.step_uuid and q.worker_uuid is null)
     and cardinality(tasker.start_steps(array[p_step.step_uuid], p_worker_uuid, tasker.now() + interval '30 seconds')) = 1;
end
$$;
comment on function tasker.start_step is 'Starts a step for a worker, outside of any claim.';
