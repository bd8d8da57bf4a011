-- Does what tasker_v1.complete_steps does, in the form that costs least: what a worker calls.
--
-- p_step_uuids  steps that succeeded
-- p_successes   their results: {"step_uuid/attempt": result}
-- p_failures    the other results, as tasker_v1.complete_steps takes them; null for none
--
-- other parameters, locks  as tasker_v1.complete_steps
--
-- returns  the steps taken as one row of tasker.packed_claims; all null where none was. Without tasks, and without what a step
--          with one parent depends on: the worker has just run a parent, and sent what came of it
-- raises   TK001 results that cannot be read, or lease out of range
create or replace function tasker_v1.complete_steps_packed (
  p_worker_uuid uuid,
  p_step_uuids  uuid[],
  p_successes   jsonb,
  p_failures    jsonb default null,
  p_take        integer default 0,
  p_lease       interval default '30 seconds'
)
  returns tasker.packed_claims
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
declare
  v_results  tasker.attempt_results := row(p_step_uuids, p_successes, p_failures);
  v_recorded tasker.recorded_results;
begin
  if jsonb_typeof(p_successes) is distinct from 'object' then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot record results: the successes must be a JSON object',
      detail = format('They are %s.', coalesce(jsonb_typeof(p_successes), 'null')),
      hint = 'Pass {"step_uuid/attempt": result}, {} for none.';
  end if;
  if p_failures is not null or pg_column_size(p_successes) > 65536 then
    v_results := tasker.keep_results(v_results);
  end if;
  v_recorded := tasker.record_attempts(p_worker_uuid, v_results, coalesce(p_take, 0),
                                       tasker.now() + tasker.check_lease(p_lease));
  return tasker.pack_taken(v_recorded.taken);
end
$$;
comment on function tasker_v1.complete_steps_packed is 'Records what attempts came to, and gives the worker steps that this unlocked, in one row.';
