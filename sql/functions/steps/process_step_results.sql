-- Records parked results: what messages on orchestration_step_results ask for. Idempotent.
--
-- p_step_uuids  steps named by messages, in any state
--
-- returns   for each step whether a parked result was recorded, or there was none (any more): stale
-- locks     queue rows by step id, steps by id, tasks by id
create or replace function tasker_v1.process_step_results (p_step_uuids uuid[])
  returns table (step_uuid uuid, outcome text)
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
  r_worker   record;
  v_recorded uuid[] := '{}';
  v_answer   tasker.recorded_results;
begin
  -- the results of several workers are recorded one after another: all that any of them locks is locked before
  perform from tasker.step_queue q where q.step_uuid = any (p_step_uuids) order by q.step_uuid for update;
  perform tasker.lock_for_results(p_step_uuids);

  for r_worker in
    select q.worker_uuid,
           jsonb_agg(jsonb_build_object(
             'step_uuid', s.step_uuid, 'attempt', s.attempts,
             'success', s.state = 'enqueued_for_orchestration', 'result', s.results,
             'error', s.error - 'retry_after_seconds', 'retry_after_seconds', s.error -> 'retry_after_seconds')) as results
      from tasker.step_queue q
      join tasker.workflow_steps s on s.step_uuid = q.step_uuid
     where q.step_uuid = any (p_step_uuids)
       and s.state in ('enqueued_for_orchestration', 'enqueued_as_error_for_orchestration')
     group by q.worker_uuid
     order by q.worker_uuid
  loop
    v_answer := tasker.record_results(r_worker.worker_uuid, r_worker.results, 0, null,
      '{enqueued_for_orchestration,enqueued_as_error_for_orchestration}');
    v_recorded := v_recorded || v_answer.recorded_step_uuids;
  end loop;

  if cardinality(v_recorded) < cardinality(p_step_uuids) then
    perform tasker.drop_spent_rows(p_step_uuids);
  end if;
  return query
  select u.step_uuid, case when u.step_uuid = any (v_recorded) then 'recorded' else 'stale' end
    from unnest(p_step_uuids) u (step_uuid);
end
$$;
comment on function tasker_v1.process_step_results is 'Records parked results.';
