-- Makes a user who signs in with a name and a password.
--
-- p_username       small letters, digits and . _ @ + -, 1 to 128
-- p_password_hash  scrypt hash, made outside
-- p_scopes         roles and permissions; see tasker.scope_permissions
-- p_namespaces     what it reaches at most; null means all
-- p_by             who asks
--
-- returns   the user as tasker.describe_access_user shows it
-- raises    TK001 bad name, scopes or namespaces · TK206 the name is taken
create or replace function tasker_v1.create_access_user (
  p_username      text,
  p_password_hash text,
  p_scopes        text[],
  p_namespaces    text[] default null,
  p_by            text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_user tasker.access_users;
begin
  if coalesce(p_username, '') !~ '^[a-z0-9][a-z0-9._@+-]{0,127}$' then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot create the user "%s": a name has 1 to 128 small letters, digits and . _ @ + -', p_username),
      hint = 'An address of mail without capitals fits.';
  end if;
  perform tasker.check_scopes(format('Cannot create the user "%s"', p_username), p_scopes, p_namespaces);
  insert into tasker.access_users as u (username, password_hash, scopes, namespaces, created_at)
  values (p_username, p_password_hash, p_scopes, p_namespaces, tasker.now())
  on conflict (username) do nothing
  returning u.* into v_user;
  if v_user.user_uuid is null then
    raise exception using
      errcode = 'TK206',
      message = format('Cannot create the user "%s": the name is taken', p_username),
      hint = 'See `tasker auth users list`.';
  end if;
  perform tasker.note_access_change('create_access_user', 'user:' || p_username, p_by);
  return tasker.describe_access_user(v_user);
end
$$;
comment on function tasker_v1.create_access_user is 'Makes a user who signs in with a name and a password.';
