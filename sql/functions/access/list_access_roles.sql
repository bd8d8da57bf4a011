-- Lists the roles: the built-in ones, then those of the installation.
create or replace function tasker_v1.list_access_roles ()
  returns table (role text, description text, permissions text[], is_built_in boolean)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select k.role, k.description, k.permissions, k.is_built_in from tasker.access_roles_known() k order by not k.is_built_in, k.role
$$;
comment on function tasker_v1.list_access_roles is 'Lists the roles.';
