-- The API level that a program says it was made for; 1 when it says none, as programs of the first release do.
create or replace function tasker.program_api_level (p_info jsonb)
  returns integer
  language sql
  immutable
  parallel safe
as $$
  select case when jsonb_typeof(p_info -> 'api_level') = 'number' then (p_info ->> 'api_level')::numeric::integer else 1 end
$$;
comment on function tasker.program_api_level is 'The API level that a program says it was made for.';
