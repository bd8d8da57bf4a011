-- Makes failures of results that are too large to keep, and failures plain. Costs nothing where neither is.
--
-- returns  the results; a batch smaller than 64 KiB holds none that is too large: no limit is lower than that
-- raises   TK001 a failure that names no step and attempt
create or replace function tasker.keep_results (p_results tasker.attempt_results)
  returns tasker.attempt_results
  language plpgsql
  stable
as $$
declare
  v_large    text[];
  v_failures jsonb := p_results.failures;
begin
  if pg_column_size(p_results.results) > 65536 then
    select array_agg(r.key),
           coalesce(v_failures, '[]') || jsonb_agg(jsonb_build_object(
             'step_uuid', split_part(r.key, '/', 1), 'attempt', split_part(r.key, '/', 2)::integer,
             'success', true, 'result', r.value))
      into v_large, v_failures
      from jsonb_each(p_results.results) r
     where pg_column_size(r.value) > (select s.max_result_bytes from tasker.settings s)
    having count(*) > 0;
    if v_large is null then
      v_failures := p_results.failures;
    else
      p_results.results := p_results.results - v_large;
      p_results.step_uuids := array(select split_part(k.key, '/', 1)::uuid from jsonb_object_keys(p_results.results) k (key));
    end if;
  end if;
  if v_failures is not null then
    p_results.failures := tasker.failures_among(v_failures);
  end if;
  return p_results;
end
$$;
comment on function tasker.keep_results is 'Makes failures of results that are too large to keep, and failures plain.';
