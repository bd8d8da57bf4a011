-- Parks what attempts came to, for an orchestrator to record (completion = queued): the step waits in
-- enqueued_for_orchestration or enqueued_as_error_for_orchestration, a message goes to orchestration_step_results.
-- The queue row stays with an endless lease: it is still the fence, and the message is the waker.
--
-- p_worker_uuid  the worker that claimed the steps
-- p_results      as tasker_v1.complete_steps
--
-- returns   for each result whether it was recorded or stale
-- raises    TK001 results are not an array
-- locks     queue rows by step id, then steps by id
create or replace function tasker_v1.submit_step_results (p_worker_uuid uuid, p_results jsonb)
  returns table (step_uuid uuid, attempt integer, outcome text)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_bitmapscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_now      timestamptz := tasker.now();
  v_failures jsonb := tasker.failures_among(p_results);
  v_results  jsonb := p_results;
  v_parked   uuid[];
  v_messages jsonb[];
begin
  if v_failures is not null then
    v_results := tasker.successes_among(p_results) || v_failures;
  end if;

  with result as materialized (
    select r.step_uuid, r.attempt, coalesce(r.success, false) as success, coalesce(r.result, 'null') as results,
           coalesce(r.error, '{}') || jsonb_strip_nulls(jsonb_build_object('retry_after_seconds', r.retry_after_seconds)) as error
      from jsonb_to_recordset(v_results)
             r (step_uuid uuid, attempt smallint, success boolean, result jsonb, error jsonb, retry_after_seconds double precision)
     order by r.step_uuid
  ), fenced as (
    update tasker.step_queue q
       set leased_until = 'infinity'
      from result r
     where q.step_uuid = any (array[r.step_uuid])
       and q.worker_uuid = p_worker_uuid
       and q.attempt = r.attempt
       and q.leased_until < 'infinity'
    returning r.*
  ), parked as (
    update tasker.workflow_steps s
       set state = case when f.success then 'enqueued_for_orchestration' else 'enqueued_as_error_for_orchestration' end::tasker.step_state,
           results = case when f.success then f.results end,
           error = case when f.success then s.error else f.error end
      from fenced f
     where s.step_uuid = any (array[f.step_uuid])
       and s.state = 'in_progress'
       and (select count(*) from fenced) > 0  -- makes all queue rows be locked before the first step
    returning s.step_uuid, s.task_uuid, s.state, s.attempts
  ), logged as (
    insert into tasker.step_transition_log (step_uuid, at, worker_uuid, from_state, to_state, attempt)
    select p.step_uuid, v_now, p_worker_uuid, 'in_progress', p.state, p.attempts
      from parked p
  )
  select array_agg(p.step_uuid),
         array_agg(jsonb_build_object('task_uuid', p.task_uuid, 'step_uuid', p.step_uuid, 'correlation_id', t.correlation_id)
                   order by p.step_uuid)
    into v_parked, v_messages
    from parked p
    join tasker.tasks t on t.task_uuid = any (array[p.task_uuid]);

  if v_parked is not null then
    perform tasker_v1.pgmq_send_batch_with_notify('orchestration_step_results', v_messages);
  end if;
  if coalesce(cardinality(v_parked), 0) < jsonb_array_length(p_results) then
    perform tasker.drop_spent_rows(array(select r.step_uuid from jsonb_to_recordset(p_results) r (step_uuid uuid)));
  end if;
  return query
  select r.step_uuid, r.attempt,
         case when r.step_uuid = any (v_parked)
               and r.attempt = (select s.attempts from tasker.workflow_steps s where s.step_uuid = r.step_uuid)
              then 'recorded' else 'stale' end
    from jsonb_to_recordset(p_results) r (step_uuid uuid, attempt integer);
end
$$;
comment on function tasker_v1.submit_step_results is 'Parks what attempts came to, for an orchestrator to record.';
