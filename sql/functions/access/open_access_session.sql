-- Begins a session of a user whose password was right. Checking it took a while: who was locked, disabled or given another
-- password meanwhile gets none.
--
-- p_user_uuid       who
-- p_password_hash   what the password was checked against
-- p_session_uuid    new, made outside: the access token names it
-- p_token_hash      SHA-256 of the refresh token
-- p_refresh_seconds how long the refresh token can be used, 60 to 31536000
-- p_session_seconds how long the session lasts at most, however often it is refreshed, 60 to 31536000
--
-- returns   as tasker_v1.verify_access_session; no row when the user may not sign in with this any more
-- locks     the user
create or replace function tasker_v1.open_access_session (
  p_user_uuid       uuid,
  p_password_hash   text,
  p_session_uuid    uuid,
  p_token_hash      bytea,
  p_refresh_seconds integer,
  p_session_seconds integer
)
  returns table (status text, user_uuid uuid, username text, expires_at timestamptz, grants jsonb)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := tasker.now();
begin
  update tasker.access_users u
     set last_login_at = v_now, failed_logins_count = 0, locked_until = null
   where u.user_uuid = p_user_uuid
     and u.password_hash = p_password_hash
     and tasker.describe_access_user(u) ->> 'status' = 'active';
  if not found then
    return;
  end if;
  insert into tasker.access_sessions (session_uuid, user_uuid, created_at, expires_at)
  values (p_session_uuid, p_user_uuid, v_now, v_now + make_interval(secs => p_session_seconds));
  insert into tasker.refresh_tokens (token_hash, session_uuid, issued_at, expires_at)
  values (p_token_hash, p_session_uuid, v_now, v_now + make_interval(secs => least(p_refresh_seconds, p_session_seconds)));
  delete from tasker.access_sessions s where s.expires_at < v_now - interval '1 day';
  return query select v.status, v.user_uuid, v.username, v.expires_at, v.grants
                 from tasker_v1.verify_access_session(p_session_uuid) v;
end
$$;
comment on function tasker_v1.open_access_session is 'Begins a session of a user whose password was right.';
