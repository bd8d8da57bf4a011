-- Refuses scopes that allow nothing: misspelt, or limited to namespaces although they cannot be.
--
-- p_what        what is being done, to begin the message with: 'Cannot create the key "deploy"'
--
-- raises   TK001 no scope, an unknown role or permission, a malformed namespace
create or replace function tasker.check_scopes (p_what text, p_scopes text[], p_namespaces text[])
  returns void
  language plpgsql
  stable
as $$
declare
  v_bad text;
begin
  select string_agg(format('"%s"', s.scope), ', ') into v_bad
    from unnest(p_scopes) s (scope)
   where s.scope is null
      or s.scope !~ '^[a-z_]+(:([a-z_]+|\*))?(@[a-z][a-z0-9_]{0,28})?$'
      or not exists (select from tasker.access_roles_known() k where k.role = split_part(s.scope, '@', 1)
                     union all
                     select from tasker.access_permissions() p
                      where split_part(s.scope, '@', 1) in (p.permission, split_part(p.permission, ':', 1) || ':*'));
  if v_bad is not null or coalesce(cardinality(p_scopes), 0) = 0 then
    raise exception using
      errcode = 'TK001',
      message = coalesce(format('%s: %s is no role and no permission', p_what, v_bad), p_what || ': it would allow nothing'),
      hint = 'See `tasker auth permissions` for both; `@namespace` behind one limits it.';
  end if;

  select string_agg(format('"%s"', n.name), ', ') into v_bad
    from unnest(p_namespaces) n (name)
   where n.name is null or n.name !~ '^[a-z][a-z0-9_]{0,28}$';
  if v_bad is not null then
    raise exception using
      errcode = 'TK001',
      message = format('%s: %s cannot be a namespace', p_what, v_bad),
      hint = 'A namespace has 1 to 29 small letters, digits and underscores.';
  end if;

  if not exists (select from tasker.scope_permissions(p_scopes, p_namespaces)) then
    raise exception using
      errcode = 'TK001',
      message = format('%s: limited to these namespaces, its scopes allow nothing', p_what),
      hint = 'Permissions such as system:read hold for the whole system only.';
  end if;
end
$$;
comment on function tasker.check_scopes is 'Refuses scopes that allow nothing.';
