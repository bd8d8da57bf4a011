-- Fails the steps that lost their worker and may not be tried again: attempts are used up, or they are not retryable.
--
-- p_step_uuids  steps whose queue rows, and whose tasks' live steps, the caller has locked
--
-- returns  the steps that failed
-- locks    tasks by id
create or replace function tasker.fail_lost_attempts (p_step_uuids uuid[])
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_now        timestamptz := tasker.now();
  v_failed     uuid[];
  v_task_uuids uuid[];
begin
  with lost as materialized (
    select s.step_uuid, s.task_uuid, q.worker_uuid, s.attempts
      from tasker.step_queue q
      join tasker.workflow_steps s on s.step_uuid = q.step_uuid
      join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
     where q.step_uuid = any (p_step_uuids)
       and s.state = 'in_progress'
       and (s.attempts >= s.max_attempts or not n.default_retryable)
  ), failed as (
    update tasker.workflow_steps s
       set state = 'error', last_failure_at = v_now, error = jsonb_build_object(
             'message', format('Worker "%s" was lost while it ran attempt %s', l.worker_uuid, l.attempts),
             'error_type', 'worker_lost', 'retryable', false)
      from lost l
     where s.step_uuid = l.step_uuid
    returning s.step_uuid, s.error
  ), removed as (
    delete from tasker.step_queue q using lost l where q.step_uuid = l.step_uuid
  ), logged as (
    insert into tasker.step_transition_log (step_uuid, at, worker_uuid, from_state, to_state, attempt, metadata)
    select l.step_uuid, v_now, l.worker_uuid, 'in_progress', 'error', l.attempts,
           jsonb_build_object('event', 'lease_expired', 'error', f.error)
      from lost l
      join failed f on f.step_uuid = l.step_uuid
  )
  select array_agg(l.step_uuid), array_agg(distinct l.task_uuid)
    into v_failed, v_task_uuids
    from lost l;

  if v_failed is not null then
    perform from tasker.tasks t where t.task_uuid = any (v_task_uuids) order by t.task_uuid for update;
    perform tasker.mark_failures(v_task_uuids);
    perform tasker.settle_tasks(v_task_uuids, tasker.session_processor());
  end if;
  return v_failed;
end
$$;
comment on function tasker.fail_lost_attempts is 'Fails the steps that lost their worker and may not be tried again.';
