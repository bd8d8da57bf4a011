-- Tells successes and failures apart, and makes failures of what cannot be kept.
--
-- p_results  see tasker_v1.complete_steps
--
-- raises  TK001 results that cannot be read
create or replace function tasker.sort_results (p_results jsonb)
  returns tasker.attempt_results
  language plpgsql
  stable
as $$
declare
  v_results tasker.attempt_results;
begin
  perform tasker.check_results(p_results);
  select array_agg((r.value ->> 'step_uuid')::uuid) filter (where r.value -> 'success' = 'true'),
         jsonb_object_agg(concat(lower(r.value ->> 'step_uuid'), '/', (r.value ->> 'attempt')::integer),
                          coalesce(r.value -> 'result', 'null')) filter (where r.value -> 'success' = 'true'),
         jsonb_agg(r.value) filter (where r.value -> 'success' is distinct from 'true')
    into v_results.step_uuids, v_results.results, v_results.failures
    from jsonb_array_elements(p_results) r;
  return tasker.keep_results(v_results);
end
$$;
comment on function tasker.sort_results is 'Tells successes and failures apart, and makes failures of what cannot be kept.';
