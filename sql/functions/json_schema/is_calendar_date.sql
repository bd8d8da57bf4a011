-- Whether a text is a date that the calendar has: `2024-02-29`, not `2023-02-29`.
create or replace function tasker.is_calendar_date (p_text text)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select case when p_text ~ '^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'
    then right(p_text, 2)::integer <= extract(day from
           make_date(left(p_text, 4)::integer, substr(p_text, 6, 2)::integer, 1) + interval '1 month' - interval '1 day')
    else false end
$$;
comment on function tasker.is_calendar_date is 'Whether a text is a date that the calendar has.';
