-- Tells whether a text can be read as a point in time, one that a queue can be ordered by: no infinity, and no year
-- beyond 9999.
create or replace function tasker.is_timestamptz (p_text text)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return p_text::timestamptz between '0001-01-01' and '9999-12-31';
exception
  when data_exception then
    return false;
end
$$;
comment on function tasker.is_timestamptz is 'Tells whether a text can be read as a point in time.';
