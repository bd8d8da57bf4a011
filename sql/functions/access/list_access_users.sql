-- Lists users by name, as tasker.describe_access_user shows them.
create or replace function tasker_v1.list_access_users ()
  returns setof jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select tasker.describe_access_user(u) from tasker.access_users u order by u.username
$$;
comment on function tasker_v1.list_access_users is 'Lists users by name.';
