-- The results that report a failure, made plain, or that succeeded with something too large to keep.
--
-- returns  an array of results, or null when all are successes that can be kept
-- raises   what tasker.check_results raises
create or replace function tasker.failures_among (p_results jsonb)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_most     integer;
  v_failures jsonb;
begin
  perform tasker.check_results(p_results);
  select s.max_result_bytes into v_most from tasker.settings s;
  select jsonb_agg(
           case when r.value -> 'success' = 'true'
                then r.value - 'result' || jsonb_build_object('success', false, 'error', jsonb_build_object(
                       'message', format('Cannot keep the result: it takes %s bytes, %s are allowed',
                                         pg_column_size(r.value -> 'result'), v_most),
                       'error_type', 'result_too_large', 'retryable', false))
                else tasker.plain_failure(r.value, v_most)
           end)
    into v_failures
    from jsonb_array_elements(p_results) r
   where r.value -> 'success' is distinct from 'true'
      or pg_column_size(p_results) > v_most and pg_column_size(r.value -> 'result') > v_most;
  return v_failures;
end
$$;
comment on function tasker.failures_among is 'The results that report a failure.';
