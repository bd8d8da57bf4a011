-- Reads the reason of an investigation; null stays null.
--
-- p_action  what the caller wanted, for the error
--
-- raises  TK001 no such reason
create or replace function tasker.to_dlq_reason (p_action text, p_reason text)
  returns tasker.dlq_reason
  language plpgsql
  immutable
as $$
begin
  if p_reason <> all (enum_range(null::tasker.dlq_reason)::text[]) then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot %s: "%s" is not a reason', p_action, p_reason),
      hint = format('Reasons are %s.', array_to_string(enum_range(null::tasker.dlq_reason), ', '));
  end if;
  return p_reason::tasker.dlq_reason;
end
$$;
comment on function tasker.to_dlq_reason is 'Reads the reason of an investigation.';
