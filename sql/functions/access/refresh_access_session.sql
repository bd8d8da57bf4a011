-- Changes a refresh token for a new one. A token can be changed once: one that comes a second time was stolen, by whoever
-- came first or by whoever comes now, so the whole session ends.
--
-- p_token_hash      SHA-256 of the token that is handed in
-- p_new_hash        SHA-256 of the one given for it
-- p_refresh_seconds how long the new one can be used, 60 to 31536000
--
-- returns   one row; outcome rotated, unknown, expired, reused (the session is revoked now), revoked or disabled
-- locks     the refresh token, then the session
create or replace function tasker_v1.refresh_access_session (
  p_token_hash      bytea,
  p_new_hash        bytea,
  p_refresh_seconds integer
)
  returns table (outcome text, session_uuid uuid, user_uuid uuid, username text, expires_at timestamptz, grants jsonb)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_now     timestamptz := tasker.now();
  v_token   tasker.refresh_tokens;
  v_session record;
  v_outcome text;
begin
  select t.* into v_token from tasker.refresh_tokens t where t.token_hash = p_token_hash for update;
  if not found then
    return query select 'unknown', null::uuid, null::uuid, null::text, null::timestamptz, null::jsonb;
    return;
  end if;
  select v.* into v_session from tasker_v1.verify_access_session(v_token.session_uuid) v;
  v_outcome := case
    when v_session.status <> 'active' then v_session.status
    when v_token.used_at is not null then 'reused'
    when v_token.expires_at <= v_now then 'expired'
    else 'rotated'
  end;
  if v_outcome = 'reused' then
    perform tasker_v1.revoke_access_session(v_token.session_uuid, 'a refresh token was used twice', 'tasker');
  elsif v_outcome = 'rotated' then
    update tasker.refresh_tokens t set used_at = v_now where t.token_hash = p_token_hash;
    insert into tasker.refresh_tokens (token_hash, session_uuid, issued_at, expires_at)
    values (p_new_hash, v_token.session_uuid, v_now,
            least(v_now + make_interval(secs => p_refresh_seconds), v_session.expires_at));
  end if;
  return query select v_outcome, v_token.session_uuid, v_session.user_uuid, v_session.username, v_session.expires_at,
                      v_session.grants;
end
$$;
comment on function tasker_v1.refresh_access_session is 'Changes a refresh token for a new one; one used twice ends its session.';
