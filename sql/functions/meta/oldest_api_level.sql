-- Tells the least API level of programs that this database still serves. It grows when something goes that they call.
--
-- returns  int, at most tasker_v1.api_level()
create or replace function tasker_v1.oldest_api_level ()
  returns int
  language sql
  immutable
  parallel safe
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select 1
$$;
comment on function tasker_v1.oldest_api_level is 'The least API level of programs that this database still serves.';
