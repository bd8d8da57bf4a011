-- Changes a user: what is null stays. A new password, and being disabled, end its sessions.
--
-- p_password_hash  scrypt hash, made outside
-- p_scopes         roles and permissions; p_namespaces is taken with them, null meaning all
-- p_is_disabled    true: may not sign in; false: may again, and a lock is lifted
-- p_by             who asks
--
-- returns   the user as tasker.describe_access_user shows it
-- raises    TK001 bad scopes or namespaces · TK109 no such user
-- locks     the user, then its sessions
create or replace function tasker_v1.update_access_user (
  p_username      text,
  p_password_hash text default null,
  p_scopes        text[] default null,
  p_namespaces    text[] default null,
  p_is_disabled   boolean default null,
  p_by            text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_what text := format('Cannot change the user "%s"', p_username);
  v_user tasker.access_users := tasker.find_access_user(v_what, p_username);
begin
  if p_scopes is not null then
    perform tasker.check_scopes(v_what, p_scopes, p_namespaces);
  end if;
  update tasker.access_users u
     set password_hash = coalesce(p_password_hash, u.password_hash),
         scopes = coalesce(p_scopes, u.scopes),
         namespaces = case when p_scopes is null then u.namespaces else p_namespaces end,
         disabled_at = case p_is_disabled when true then coalesce(u.disabled_at, tasker.now()) when false then null else u.disabled_at end,
         locked_until = case when p_is_disabled is distinct from false and p_password_hash is null then u.locked_until end,
         failed_logins_count = case when p_is_disabled is distinct from false and p_password_hash is null then u.failed_logins_count else 0 end
   where u.user_uuid = v_user.user_uuid
  returning u.* into v_user;
  if p_password_hash is not null or p_is_disabled then
    update tasker.access_sessions s
       set revoked_at = tasker.now(), revoked_why = case when p_is_disabled then 'user disabled' else 'password changed' end
     where s.user_uuid = v_user.user_uuid
       and s.revoked_at is null;
  end if;
  perform tasker.note_access_change('update_access_user', 'user:' || p_username, p_by);
  perform pg_notify('tasker_access', '');  -- all its sessions: everything is asked for anew
  return tasker.describe_access_user(v_user);
end
$$;
comment on function tasker_v1.update_access_user is 'Changes a user: password, scopes, or whether it may sign in.';
