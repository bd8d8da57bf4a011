-- Ends a session: its access and refresh tokens are not taken any more.
--
-- p_why  1 to 500 characters
-- p_by   who asks; null: its own user, by signing out
--
-- returns   whether it was open
-- raises    TK001 no reason, or too long a one
-- locks     the session
create or replace function tasker_v1.revoke_access_session (p_session_uuid uuid, p_why text default 'signed out', p_by text default null)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if coalesce(length(p_why), 0) not between 1 and 500 then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot end the session: the reason must have 1 to 500 characters',
      hint = 'It is shown with the session.';
  end if;
  update tasker.access_sessions s
     set revoked_at = tasker.now(), revoked_why = p_why
   where s.session_uuid = p_session_uuid
     and s.revoked_at is null;
  if not found then
    return false;
  end if;
  perform tasker.note_access_change('revoke_access_session', 'session:' || p_session_uuid,
                                    coalesce(p_by, (select 'user:' || u.username
                                                      from tasker.access_sessions s
                                                      join tasker.access_users u on u.user_uuid = s.user_uuid
                                                     where s.session_uuid = p_session_uuid)),
                                    p_why);
  perform pg_notify('tasker_access', 'session:' || p_session_uuid);
  return true;
end
$$;
comment on function tasker_v1.revoke_access_session is 'Ends a session.';
