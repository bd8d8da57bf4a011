-- Records failed attempts: a retry is timed, or the step is in error for good.
--
-- p_failures     results whose success is not true; see tasker_v1.complete_steps
-- p_from_states  where the steps are: in progress, or parked for orchestration
--
-- returns  the steps recorded; a stale attempt is left out
-- locks    none of its own: tasker.lock_for_failures came before. The caller marks and settles the tasks
create or replace function tasker.record_failures (
  p_worker_uuid uuid,
  p_failures    jsonb,
  p_from_states tasker.step_state[]
)
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_now    timestamptz := tasker.now();
  v_failed uuid[];
begin
  with failure as materialized (
    select f.step_uuid, f.attempt, f.error -> 'retryable' is distinct from 'false' as retryable,
           f.retry_after_seconds,
           jsonb_strip_nulls(jsonb_build_object(
             'message', coalesce(f.error ->> 'message', 'The handler failed and did not say why'),
             'error_type', coalesce(f.error ->> 'error_type', 'handler_error'))) ||
             coalesce(f.error - '{message,error_type}'::text[], '{}') as error
      from jsonb_to_recordset(p_failures)
             f (step_uuid uuid, attempt smallint, error jsonb, retry_after_seconds double precision)
  ), fenced as (
    delete from tasker.step_queue q
     using failure f
     where q.step_uuid = any (array[f.step_uuid])
       and q.worker_uuid = p_worker_uuid
       and q.attempt = f.attempt
       and (q.leased_until < 'infinity') = (p_from_states[1] = 'in_progress')
    returning f.*
  ), judged as (
    select f.step_uuid, f.error, s.state as from_state,
           f.retryable and n.default_retryable and s.attempts < s.max_attempts as is_retried,
           case when f.retry_after_seconds is null
                then tasker_v1.calculate_backoff_delay(
                       greatest(tasker.attempts_since_reset(s.attempts, s.max_attempts, n.default_max_attempts), 1),
                       n.backoff_base_ms, n.max_backoff_ms, n.backoff_strategy, n.backoff_jitter)
                else make_interval(secs => least(greatest(f.retry_after_seconds, 0), 31536000)) end as delay
      from fenced f
      join tasker.workflow_steps s on s.step_uuid = any (array[f.step_uuid])
      join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
     where s.state = any (p_from_states)
  ), failed as (
    update tasker.workflow_steps s
       set state = case when j.is_retried then 'waiting_for_retry' else 'error' end::tasker.step_state,
           error = j.error,
           last_failure_at = v_now
      from judged j
     where s.step_uuid = any (array[j.step_uuid])
    returning s.step_uuid, s.attempts, s.state, j.from_state, j.is_retried, j.delay, s.error
  ), timed as (
    insert into tasker.timers (waiter_uuid, due_at, kind)
    select f.step_uuid, v_now + f.delay, 'retry'
      from failed f
     where f.is_retried
  ), logged as (
    insert into tasker.step_transition_log (step_uuid, at, worker_uuid, from_state, to_state, attempt, metadata)
    select f.step_uuid, v_now, p_worker_uuid, f.from_state, f.state, f.attempts,
           jsonb_build_object('error', f.error)
           || case when f.is_retried then jsonb_build_object('next_retry_at', v_now + f.delay) else '{}' end
      from failed f
  )
  select array_agg(f.step_uuid) into v_failed from failed f;
  return v_failed;
end
$$;
comment on function tasker.record_failures is 'Records failed attempts: a retry is timed, or the step is in error for good.';
