-- Joins a path and what stands below it: `steps[2]` and `retry` give `steps[2].retry`.
create or replace function tasker.field_path (p_path text, p_field text)
  returns text
  language sql
  immutable
  parallel safe
as $$
  select case when p_path = '' or p_field = '' or p_field like '[%' then p_path || p_field
              else p_path || '.' || p_field end
$$;
comment on function tasker.field_path is 'Joins a path and what stands below it.';
