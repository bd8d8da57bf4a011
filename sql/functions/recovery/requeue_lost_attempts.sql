-- Queues again the steps that lost their worker; the lost attempt counts.
--
-- p_step_uuids  steps whose queue rows, and whose tasks' live steps, the caller has locked; failed ones were taken out
--
-- returns  the steps that were queued again
create or replace function tasker.requeue_lost_attempts (p_step_uuids uuid[])
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_now           timestamptz := tasker.now();
  v_requeued      uuid[];
  v_namespace_ids integer[];
begin
  with lost as materialized (
    select q.step_uuid, q.worker_uuid
      from tasker.step_queue q
     where q.step_uuid = any (p_step_uuids)
  ), requeued as (
    update tasker.workflow_steps s
       set state = 'enqueued'
      from lost l
     where s.step_uuid = l.step_uuid
       and s.state = 'in_progress'
    returning s.step_uuid, s.attempts, l.worker_uuid
  ), offered as (
    update tasker.step_queue q
       set worker_uuid = null, leased_until = null, rank = coalesce(q.rank, q.taken_rank), taken_rank = null,
           attempt = r.attempts + 1
      from requeued r
     where q.step_uuid = r.step_uuid
    returning q.namespace_id
  ), logged as (
    insert into tasker.step_transition_log (step_uuid, at, worker_uuid, from_state, to_state, attempt, metadata)
    select r.step_uuid, v_now, r.worker_uuid, 'in_progress', 'enqueued', r.attempts, '{"event": "lease_expired"}'
      from requeued r
  )
  select array_agg(r.step_uuid), (select array_agg(distinct o.namespace_id) from offered o)
    into v_requeued, v_namespace_ids
    from requeued r;
  if v_requeued is not null then
    perform tasker.announce_steps(v_namespace_ids, v_requeued);
  end if;
  return v_requeued;
end
$$;
comment on function tasker.requeue_lost_attempts is 'Queues again the steps that lost their worker.';
