-- Tells whether a text can be read as a point in time.
create or replace function tasker.is_timestamptz (p_text text)
  returns boolean
  language plpgsql
  stable
as $$
begin
  perform p_text::timestamptz;
  return true;
exception
  when data_exception then
    return false;
end
$$;
comment on function tasker.is_timestamptz is 'Tells whether a text can be read as a point in time.';
