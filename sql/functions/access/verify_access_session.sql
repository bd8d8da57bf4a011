-- Tells whether a session is still open, whose it is, and what the user may do now.
--
-- returns   no row for an unknown session; status active, revoked, expired or disabled
create or replace function tasker_v1.verify_access_session (p_session_uuid uuid)
  returns table (status text, user_uuid uuid, username text, expires_at timestamptz, grants jsonb)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select tasker.access_session_status(s, u), u.user_uuid, u.username, s.expires_at,
         tasker.scopes_as_json(u.scopes, u.namespaces)
    from tasker.access_sessions s
    join tasker.access_users u on u.user_uuid = s.user_uuid
   where s.session_uuid = p_session_uuid
$$;
comment on function tasker_v1.verify_access_session is 'Tells whether a session is still open, and what its user may do.';
