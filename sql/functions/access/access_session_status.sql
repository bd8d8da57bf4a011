-- Tells whether the tokens of a session are taken: active, revoked, expired, or disabled with its user.
create or replace function tasker.access_session_status (p_session tasker.access_sessions, p_user tasker.access_users)
  returns text
  language sql
  stable
as $$
  select case when (p_user).disabled_at is not null then 'disabled'
              when (p_session).revoked_at is not null then 'revoked'
              when (p_session).expires_at <= tasker.now() then 'expired'
              else 'active' end
$$;
comment on function tasker.access_session_status is 'Tells whether the tokens of a session are taken.';
