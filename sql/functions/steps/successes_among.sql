-- The results that tasker.failures_among leaves.
create or replace function tasker.successes_among (p_results jsonb)
  returns jsonb
  language sql
  stable
as $$
  select coalesce(jsonb_agg(r.value), '[]')
    from jsonb_array_elements(p_results) r
   where r.value -> 'success' = 'true'
     and pg_column_size(r.value -> 'result') <= (select s.max_result_bytes from tasker.settings s)
      or r.value -> 'success' = 'true' and not r.value ? 'result'
$$;
comment on function tasker.successes_among is 'The results that report a success.';
