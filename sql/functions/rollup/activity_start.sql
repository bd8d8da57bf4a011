-- The beginning of the second, or before compaction the minute, under which tasker.activity keeps a time.
create or replace function tasker.activity_start (p_at timestamptz, p_compacted_until timestamptz)
  returns timestamptz
  language sql
  stable
  parallel safe
as $$
  select date_trunc(case when p_at < p_compacted_until then 'minute' else 'second' end, p_at)
$$;
comment on function tasker.activity_start is 'The beginning of the second or minute under which tasker.activity keeps a time.';
