-- Reads the status of an investigation; null stays null.
--
-- p_action  what the caller wanted, for the error
--
-- raises  TK001 no such status
create or replace function tasker.to_dlq_resolution (p_action text, p_status text)
  returns tasker.dlq_resolution
  language plpgsql
  immutable
as $$
begin
  if p_status <> all (enum_range(null::tasker.dlq_resolution)::text[]) then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot %s: "%s" is not a resolution status', p_action, p_status),
      hint = format('They are %s.', array_to_string(enum_range(null::tasker.dlq_resolution), ', '));
  end if;
  return p_status::tasker.dlq_resolution;
end
$$;
comment on function tasker.to_dlq_resolution is 'Reads the status of an investigation.';
