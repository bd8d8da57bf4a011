-- When the next timer is due, so that whoever wakes timers can sleep until then.
--
-- returns   the time; null when there is no timer
create or replace function tasker_v1.next_due_at ()
  returns timestamptz
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select min(t.due_at) from tasker.timers t
$$;
comment on function tasker_v1.next_due_at is 'When the next timer is due.';
