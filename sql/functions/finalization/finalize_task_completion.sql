-- Judges a task as a whole and moves it to the state its steps call for. Idempotent; any number may try.
--
-- returns   one row: what was done (completed, blocked, moved or nothing), the task's state, and why
-- raises    TK101 no such task
-- locks     the task's live steps by id, then the task
create or replace function tasker_v1.finalize_task_completion (p_task_uuid uuid)
  returns table (action text, state text, reason text)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_from    tasker.task_state;
  v_to      tasker.task_state;
  r_context record;
begin
  perform tasker.lock_live_steps(array[p_task_uuid]);
  select s.from_state, s.to_state into v_from, v_to from tasker.settle_tasks(array[p_task_uuid], tasker.session_processor()) s;

  select c.* into r_context from tasker.task_context(p_task_uuid) c;
  if not found then
    perform tasker.reject_unknown_task('finalize', p_task_uuid);
  end if;
  return query
  select case when v_to is null then 'nothing'
              when v_to = 'complete' then 'completed'
              when v_to = 'blocked_by_failures' then 'blocked'
              else 'moved' end,
         r_context.status,
         case
           when r_context.status in ('complete', 'error', 'cancelled', 'resolved_manually') and v_to is null
             then format('The task is %s already', r_context.status)
           when r_context.status = 'pending' then 'The task has not started'
           else format('%s of %s steps complete, %s ready, %s running, %s waiting for a retry, %s failed',
                       r_context.completed_steps, r_context.total_steps, r_context.ready_steps,
                       r_context.in_progress_steps, r_context.waiting_for_retry_steps, r_context.failed_steps)
         end;
end
$$;
comment on function tasker_v1.finalize_task_completion is 'Judges a task as a whole and moves it to the state its steps call for.';
