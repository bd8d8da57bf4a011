-- Tells the time: when the caller's statement arrived, or a time that a test set.
--
-- returns  timestamptz, the same for every call within one statement
-- set by   `set tasker.now = '2026-01-01T00:00:00Z'` (tests only)
create or replace function tasker.now ()
  returns timestamptz
  language sql
  stable
  parallel safe
as $$
  select coalesce(
    nullif(pg_catalog.current_setting('tasker.now', true), '')::timestamptz,
    pg_catalog.statement_timestamp()
  )
$$;
comment on function tasker.now is 'When the caller''s statement arrived, or the time a test set.';
