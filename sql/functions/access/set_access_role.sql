-- Makes a role of the installation's own, or changes it.
--
-- p_role         small letters, digits, underscores
-- p_permissions  permissions, or `resource:*`
-- p_description  what it is for, up to 500 characters
-- p_by           who asks
--
-- raises    TK001 bad name, a name of a built-in role, an unknown permission, or too long a description
create or replace function tasker_v1.set_access_role (
  p_role        text,
  p_permissions text[],
  p_description text default null,
  p_by          text default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_what text := format('Cannot set the role "%s"', p_role);
begin
  if coalesce(p_role, '') !~ '^[a-z][a-z0-9_]{0,62}$' or exists (select from tasker.built_in_roles() b where b.role = p_role) then
    raise exception using
      errcode = 'TK001',
      message = v_what || ': a role of your own has 1 to 63 small letters, digits and underscores, and none of the built-in names',
      hint = 'See `tasker auth roles list` for those.';
  end if;
  if exists (select from unnest(p_permissions) p (permission) where p.permission !~ ':' or p.permission ~ '@') then
    raise exception using
      errcode = 'TK001',
      message = v_what || ': a role is made of permissions, without namespaces',
      hint = 'Namespaces are given with the key or the user that has the role.';
  end if;
  if length(p_description) > 500 then
    raise exception using
      errcode = 'TK001',
      message = v_what || ': its description must have at most 500 characters',
      hint = 'Say what it is for in a few words.';
  end if;
  perform tasker.check_scopes(v_what, p_permissions, null);
  insert into tasker.access_roles as r (role, description, permissions, created_at)
  select p_role, p_description, array_agg(s.permission order by s.permission), tasker.now()
    from tasker.scope_permissions(p_permissions, null) s
  on conflict (role) do update set description = excluded.description, permissions = excluded.permissions;
  perform tasker.note_access_change('set_access_role', 'role:' || p_role, p_by);
  perform pg_notify('tasker_access', '');
end
$$;
comment on function tasker_v1.set_access_role is 'Makes a role of the installation''s own, or changes it.';
