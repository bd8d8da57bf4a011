-- Checks the length of a lease.
--
-- raises  TK001 outside 1 second to 1 day
create or replace function tasker.check_lease (p_lease interval)
  returns interval
  language plpgsql
  immutable
as $$
begin
  if p_lease is null or p_lease < interval '1 second' or p_lease > interval '1 day' then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot lease steps for "%s"', p_lease),
      hint = 'A lease lasts from 1 second to 1 day.';
  end if;
  return p_lease;
end
$$;
comment on function tasker.check_lease is 'Checks the length of a lease.';
