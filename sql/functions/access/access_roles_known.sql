-- All roles: the built-in ones, and those of the installation.
create or replace function tasker.access_roles_known ()
  returns table (role text, description text, permissions text[], is_built_in boolean)
  language sql
  stable
as $$
  select b.role, b.description, b.permissions, true from tasker.built_in_roles() b
  union all
  select r.role, r.description, r.permissions, false from tasker.access_roles r
$$;
comment on function tasker.access_roles_known is 'All roles, with their permissions.';
