-- Removes what a step waits in: its queue row and its timer. A worker that runs it is told to abort.
--
-- p_step    locked by the caller, as is its queue row if there was one before the step was locked
-- p_reason  why, for the worker
--
-- locks  a queue row and a timer, unless somebody has them: a claim or a waking timer finds the step over and drops them
create or replace function tasker.drop_step_waits (p_step tasker.workflow_steps, p_reason text)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_worker_uuid uuid;
begin
  delete from tasker.step_queue d
   where d.step_uuid in (
     select q.step_uuid from tasker.step_queue q where q.step_uuid = p_step.step_uuid for update skip locked)
  returning d.worker_uuid into v_worker_uuid;
  if v_worker_uuid is not null and p_step.state = 'in_progress' then
    insert into tasker.step_aborts (worker_uuid, step_uuid, attempt, reason, created_at)
    values (v_worker_uuid, p_step.step_uuid, p_step.attempts, p_reason, tasker.now())
    on conflict do nothing;
    perform pg_notify('tasker_abort', v_worker_uuid::text);
  end if;
  delete from tasker.timers d
   where d.waiter_uuid in (
     select w.waiter_uuid from tasker.timers w where w.waiter_uuid = p_step.step_uuid for update skip locked);
end
$$;
comment on function tasker.drop_step_waits is 'Removes what a step waits in: its queue row and its timer.';
