-- Ends a session: its access and refresh tokens are not taken any more.
--
-- returns   whether it was open
-- locks     the session
create or replace function tasker_v1.revoke_access_session (p_session_uuid uuid, p_why text default 'signed out')
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  update tasker.access_sessions s
     set revoked_at = tasker.now(), revoked_why = p_why
   where s.session_uuid = p_session_uuid
     and s.revoked_at is null;
  if not found then
    return false;
  end if;
  perform pg_notify('tasker_access', 'session:' || p_session_uuid);
  return true;
end
$$;
comment on function tasker_v1.revoke_access_session is 'Ends a session.';
