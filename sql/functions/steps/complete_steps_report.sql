-- Does what tasker_v1.complete_steps does, and says of each result whether it was recorded.
--
-- returns   outcome "recorded" or "stale" for each result, with its step and attempt; then, with outcome "taken",
--           a row as tasker_v1.claim_steps for each step taken along
-- raises    TK001 results are not an array, or lease out of range
-- locks     queue rows by step id, steps by id, tasks by id
create or replace function tasker_v1.complete_steps_report (
  p_worker_uuid uuid,
  p_results     jsonb,
  p_take        integer default 0,
  p_lease       interval default '30 seconds'
)
  returns table (
    step_uuid uuid, attempt integer, outcome text, task_uuid uuid, namespace text, task_name text, version text,
    step_name text, handler text, context jsonb, dependencies jsonb, inputs jsonb, max_attempts integer,
    timeout_seconds integer, leased_until timestamptz, correlation_id uuid, handler_method text, handler_resolver text
  )
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
  v_leased_until timestamptz := tasker.now() + tasker.check_lease(p_lease);
  v_recorded     tasker.recorded_results;
begin
  v_recorded := tasker.record_results(p_worker_uuid, p_results, coalesce(p_take, 0), v_leased_until);
  return query
  select r.step_uuid, r.attempt,
         case when r.step_uuid = any (v_recorded.recorded_step_uuids)
               and r.attempt = (select s.attempts from tasker.workflow_steps s where s.step_uuid = r.step_uuid)
              then 'recorded' else 'stale' end,
         tasker.task_uuid(r.step_uuid), null, null, null, null, null, null::jsonb, null::jsonb, null::jsonb,
         null::integer, null::integer, null::timestamptz, null::uuid, null, null
    from jsonb_to_recordset(p_results) r (step_uuid uuid, attempt integer);
  return query
  select c.step_uuid, c.attempt, 'taken', c.task_uuid, c.namespace, c.task_name, c.version, c.step_name, c.handler,
         c.context, c.dependencies, c.inputs, c.max_attempts, c.timeout_seconds, c.leased_until, c.correlation_id,
         c.handler_method, c.handler_resolver
    from tasker.describe_claims((v_recorded.taken).step_uuids, v_leased_until) c;
end
$$;
comment on function tasker_v1.complete_steps_report is 'Records results and says of each whether it was recorded.';
