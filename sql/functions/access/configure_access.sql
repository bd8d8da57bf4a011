-- Sets how long the log of calls is kept, from configuration.
--
-- p_keep_audit_days  1 to 36500; null keeps it for ever
--
-- raises    TK001 days out of range
-- locks     the settings row
create or replace function tasker_v1.configure_access (p_keep_audit_days integer)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if p_keep_audit_days not between 1 and 36500 then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot configure access: the log of calls is kept for 1 to 36500 days',
      hint = 'Null keeps it for ever.';
  end if;
  update tasker.access_settings s set keep_audit = make_interval(days => p_keep_audit_days)
   where s.keep_audit is distinct from make_interval(days => p_keep_audit_days);
end
$$;
comment on function tasker_v1.configure_access is 'Sets how long the log of calls is kept.';
