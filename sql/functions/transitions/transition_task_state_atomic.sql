-- Moves a task from one state to another, if it is still in the first: compare and swap.
-- While a task is in an active state (initializing, enqueuing_steps, steps_in_process, evaluating_results)
-- only its owner moves it; an owner that has been silent for settings.ownership_timeout counts as gone.
-- Entering an active state makes the processor the owner. Leaving pending enqueues the steps that are ready; a
-- move that ends the task early cancels its live steps.
--
-- p_processor_uuid  who moves it; may be null
-- p_metadata        what the transition tells
--
-- returns   true; false if the task is in another state, or another processor owns it
-- raises    TK001 no such state · TK101 no such task · TK202 no rule allows the move, or steps are open
-- locks     queue rows by id if the move ends the task, live steps by id if it starts or ends it, then the task
create or replace function tasker_v1.transition_task_state_atomic (
  p_task_uuid      uuid,
  p_from_state     varchar,
  p_to_state       varchar,
  p_processor_uuid uuid,
  p_metadata       jsonb default '{}'
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
  v_now      timestamptz := tasker.now();
  v_from     tasker.task_state := tasker.to_task_state(p_from_state);
  v_to       tasker.task_state := tasker.to_task_state(p_to_state);
  v_active   constant tasker.task_state[] := '{initializing,enqueuing_steps,steps_in_process,evaluating_results}';
  v_is_early boolean := v_to in ('cancelled', 'error', 'resolved_manually');
  v_task     tasker.tasks;
begin
  perform tasker.check_task_move(p_task_uuid, v_from, v_to);
  if v_is_early or v_from = 'pending' then
    if v_from <> 'pending' then  -- no step of a task that is pending has a queue row
      perform tasker.lock_waits(p_task_uuid);
    end if;
    perform tasker.lock_live_steps(array[p_task_uuid]);
  end if;
  select t.* into v_task from tasker.tasks t where t.task_uuid = p_task_uuid for update;
  if not found then
    perform tasker.reject_unknown_task('move', p_task_uuid);
  end if;
  if v_task.state <> v_from
     or (v_from = any (v_active)
         and v_task.processor_uuid is distinct from p_processor_uuid
         and v_task.owned_at > v_now - (select s.ownership_timeout from tasker.settings s)) then
    return false;
  end if;

  if v_is_early then
    perform tasker.end_tasks(array[p_task_uuid], v_to, 'move',
                             coalesce(p_metadata, '{}') || jsonb_build_object('processor_uuid', p_processor_uuid));
    return true;
  elsif v_to = 'complete' then
    perform tasker.check_all_steps_satisfied(p_task_uuid);
  end if;

  with moved as (
    update tasker.tasks t
       set state = v_to,
           processor_uuid = case when v_to = any (v_active) then p_processor_uuid end,
           owned_at = case when v_to = any (v_active) and p_processor_uuid is not null then v_now end,
           completed_at = case v_to when 'complete' then v_now end,
           has_failures = t.has_failures or v_to = 'blocked_by_failures',
           updated_at = v_now
     where t.task_uuid = p_task_uuid
  )
  insert into tasker.task_transition_log (task_uuid, at, processor_uuid, from_state, to_state, metadata)
  values (p_task_uuid, v_now, p_processor_uuid, v_from, v_to, nullif(p_metadata, '{}'));
  if v_from = 'pending' then
    perform tasker.start_task(p_task_uuid);
  end if;
  return true;
end
$$;
comment on function tasker_v1.transition_task_state_atomic is
  'Moves a task from one state to another, if it is still in the first.';
