-- Refuses a number of rows that is not from 1 to 10,000.
--
-- p_action  what the caller wanted: "list stale tasks"
--
-- raises  TK001
create or replace function tasker.check_row_limit (p_action text, p_limit integer)
  returns void
  language plpgsql
  immutable
as $$
begin
  if p_limit is null or p_limit not between 1 and 10000 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot %s: the limit is %s rows', p_action, coalesce(p_limit::text, 'null')),
      hint = 'Give a limit of 1 to 10,000.';
  end if;
end
$$;
comment on function tasker.check_row_limit is 'Refuses a number of rows that is not from 1 to 10,000.';
