-- Whether PostgreSQL understands a regular expression.
create or replace function tasker.is_pattern (p_pattern text)
  returns boolean
  language plpgsql
  immutable
as $$
begin
  perform tasker.matches_pattern('', p_pattern);
  return true;
exception
  when invalid_regular_expression then
    return false;
end
$$;
comment on function tasker.is_pattern is 'Whether PostgreSQL understands a regular expression.';
