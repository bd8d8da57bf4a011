-- Refuses a delay or visibility timeout that is missing or negative.
--
-- p_action, p_queue_name  what is being done to which queue, for the message
-- p_argument, p_seconds   the argument's name and value
--
-- raises    TK001 seconds missing or negative
create or replace function tasker.check_queue_seconds (
  p_action     text,
  p_queue_name text,
  p_argument   text,
  p_seconds    integer
)
  returns void
  language plpgsql
  immutable
as $$
begin
  if p_seconds is null or p_seconds < 0 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot %s queue "%s": %s is out of range', p_action, p_queue_name, p_argument),
      detail  = format('It is %s.', coalesce(p_seconds::text, 'null')),
      hint    = 'Pass whole seconds, 0 or more.';
  end if;
end
$$;
comment on function tasker.check_queue_seconds is 'Refuses a number of seconds that is missing or negative.';
