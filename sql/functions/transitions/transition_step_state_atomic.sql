-- Moves a step from one state to another, if it is still in the first: compare and swap. All that hangs on the
-- move happens with it: queue rows, leases, timers, the children's counters, the state of the task.
-- A step that becomes pending with nothing to wait for is enqueued at once.
--
-- p_worker_uuid  who moves it; a step in progress is moved only by the worker that holds it, or by null
-- p_metadata     what the transition tells; "results" and "error" go to the step: {"results": …},
--                {"error": {"message": …, "error_type": …, "retryable": …}}
--
-- returns   true; false if the step is in another state, or another worker holds it
-- raises    TK001 no such state, or no worker for a start · TK102 no such step
--           TK203 no rule allows the move, parents are missing or no attempt is left
-- locks     the step's queue row, the live steps of its task by id, then the task
create or replace function tasker_v1.transition_step_state_atomic (
  p_step_uuid   uuid,
  p_from_state  varchar,
  p_to_state    varchar,
  p_worker_uuid uuid,
  p_metadata    jsonb default '{}'
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_from   tasker.step_state := tasker.to_step_state(p_from_state);
  v_to     tasker.step_state := tasker.to_step_state(p_to_state);
  v_holder uuid;
  v_step   tasker.workflow_steps;
  v_moved  boolean;
begin
  perform tasker.check_step_move(p_step_uuid, v_from, v_to);
  select q.worker_uuid into v_holder from tasker.step_queue q where q.step_uuid = p_step_uuid for update;
  perform tasker.lock_live_steps(array[tasker.task_uuid(p_step_uuid)]);
  select s.* into v_step from tasker.workflow_steps s where s.step_uuid = p_step_uuid;
  if not found then
    perform tasker.reject_unknown_step('move', p_step_uuid);
  end if;
  if v_step.state <> v_from
     or (v_from = 'in_progress' and v_holder <> p_worker_uuid)
     or (select t.state from tasker.tasks t where t.task_uuid = v_step.task_uuid)
        in ('complete', 'error', 'cancelled', 'resolved_manually') then
    return false;
  end if;

  v_moved := case
    when v_to = 'in_progress' then tasker.start_step(v_step, p_worker_uuid, p_metadata)
    when v_to = 'enqueued' then tasker.offer_step(v_step, p_metadata)
    when v_from in ('in_progress', 'enqueued_for_orchestration', 'enqueued_as_error_for_orchestration')
         and v_to in ('complete', 'error', 'waiting_for_retry', 'enqueued_for_orchestration',
                      'enqueued_as_error_for_orchestration')
      then tasker.record_step(v_step, v_to, v_holder, p_metadata)
    else tasker.put_step(v_step, v_to, p_metadata)
  end;
  perform tasker.settle_tasks(array[v_step.task_uuid]);
  return v_moved;
end
$$;
comment on function tasker_v1.transition_step_state_atomic is
  'Moves a step from one state to another, if it is still in the first.';
