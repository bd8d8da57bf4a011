-- A failed result as it is kept: its error an object, cut when it is too large; its retry_after_seconds at most a
-- year, left out when it is no number.
--
-- p_result  a result whose success is not true
-- p_most    most bytes that an error may take
create or replace function tasker.plain_failure (p_result jsonb, p_most integer)
  returns jsonb
  language sql
  stable
as $$
  select p_result - 'retry_after_seconds'
         || jsonb_build_object('success', false, 'error', case
              when pg_column_size(e.error) <= p_most then e.error
              else jsonb_strip_nulls(jsonb_build_object(
                     'message', format('%s… (cut, the error took %s bytes)', left(e.error ->> 'message', 1000),
                                       pg_column_size(e.error)),
                     'error_type', left(e.error ->> 'error_type', 255),
                     'error_code', left(e.error ->> 'error_code', 255),
                     'retryable', case jsonb_typeof(e.error -> 'retryable') when 'boolean' then e.error -> 'retryable' end))
            end)
         || case jsonb_typeof(p_result -> 'retry_after_seconds')
              when 'number' then jsonb_build_object('retry_after_seconds',
                     least(greatest((p_result ->> 'retry_after_seconds')::numeric, 0), 31536000))
              else '{}' end
    from (select case jsonb_typeof(p_result -> 'error')
                   when 'object' then p_result -> 'error'
                   else jsonb_strip_nulls(jsonb_build_object('message', p_result ->> 'error')) end as error) e
$$;
comment on function tasker.plain_failure is 'A failed result as it is kept.';
