-- Tells how much of the door this database has, for programs older or newer than it.
--
-- returns  int; grows by one with each release that adds to tasker_v1
create or replace function tasker_v1.api_level ()
  returns int
  language sql
  immutable
  parallel safe
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select 2
$$;
comment on function tasker_v1.api_level is 'How much of the door this database has; grows with each release that adds to it.';
