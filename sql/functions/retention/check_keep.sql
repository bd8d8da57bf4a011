-- Refuses a time to keep things that is not positive.
--
-- p_action  what the caller wanted: "archive tasks"
--
-- raises  TK001
create or replace function tasker.check_keep (p_action text, p_keep interval)
  returns void
  language plpgsql
  immutable
as $$
begin
  if p_keep is null or p_keep <= interval '0' then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot %s: the time to keep them is %s', p_action, coalesce(p_keep::text, 'null')),
      hint = 'Give a time of more than nothing, such as ''90 days''.';
  end if;
end
$$;
comment on function tasker.check_keep is 'Refuses a time to keep things that is not positive.';
