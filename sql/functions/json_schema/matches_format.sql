-- Whether a text has a JSON Schema `format`; true for a format that is not enforced.
--
-- source  RFC 3339 date and date-time, RFC 3986 uri, RFC 9562 uuid; email as HTML forms read it
create or replace function tasker.matches_format (p_text text, p_format text)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select case p_format
    when 'uuid' then p_text ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    when 'email' then p_text ~ '^[^@\s]+@[^@\s.]+(\.[^@\s.]+)*$'
    when 'uri' then p_text ~ '^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$'
    when 'date' then tasker.is_calendar_date(p_text)
    when 'date-time' then
      tasker.is_calendar_date(left(p_text, 10))
      and substr(p_text, 11) ~ '^[Tt ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$'
    else true
  end
$$;
comment on function tasker.matches_format is 'Whether a text has a JSON Schema format.';
