-- Ends a bearer token that has not expired yet, by its id.
--
-- p_token_id    its claim jti
-- p_expires_at  when it would have expired, up to ten years from now: what is over is forgotten; revoked again, the later
--               time counts
-- p_by          who asks
--
-- returns   whether it was not revoked before
-- raises    TK001 no id of 1 to 255 characters, or a time out of range
create or replace function tasker_v1.revoke_access_token (p_token_id text, p_expires_at timestamptz, p_by text default null)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_new boolean := not exists (select from tasker.revoked_tokens r where r.token_id = p_token_id);
begin
  if coalesce(length(p_token_id), 0) not between 1 and 255
     or (p_expires_at > tasker.now() and p_expires_at <= tasker.now() + interval '3650 days') is not true then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot revoke the token: its id must have 1 to 255 characters, and its end lie 1 to 3650 days ahead',
      hint = 'A token that has expired is not taken anyway.';
  end if;
  delete from tasker.revoked_tokens r where r.expires_at < tasker.now() - interval '1 day';
  insert into tasker.revoked_tokens (token_id, expires_at, revoked_at, revoked_by)
  values (p_token_id, p_expires_at, tasker.now(), p_by)
  on conflict (token_id) do update
    set expires_at = excluded.expires_at
  where excluded.expires_at > revoked_tokens.expires_at;
  perform tasker.note_access_change('revoke_access_token', 'token:' || p_token_id, p_by);
  perform pg_notify('tasker_access', 'token:' || p_token_id);
  return v_is_new;
end
$$;
comment on function tasker_v1.revoke_access_token is 'Ends a bearer token by its id.';
