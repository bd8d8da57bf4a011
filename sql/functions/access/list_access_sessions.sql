-- Lists sessions, the newest first.
--
-- p_username    only of this user; null: of all
-- p_with_ended  also those that are over
-- p_limit       1 to 1000
--
-- raises    TK001 limit out of range
create or replace function tasker_v1.list_access_sessions (
  p_username   text default null,
  p_with_ended boolean default false,
  p_limit      integer default 100
)
  returns table (
    session_uuid uuid, username text, status text, created_at timestamptz, expires_at timestamptz, refreshed_at timestamptz,
    revoked_at timestamptz, revoked_why text
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot list sessions: the limit must lie between 1 and 1000',
      hint = 'Ask for one user''s at a time.';
  end if;
  return query
  select s.session_uuid, u.username, tasker.access_session_status(s, u), s.created_at, s.expires_at,
         (select max(r.issued_at) from tasker.refresh_tokens r where r.session_uuid = s.session_uuid), s.revoked_at, s.revoked_why
    from tasker.access_sessions s
    join tasker.access_users u on u.user_uuid = s.user_uuid
   where (p_username is null or u.username = p_username)
     and (p_with_ended or tasker.access_session_status(s, u) = 'active')
   order by s.created_at desc, s.session_uuid
   limit p_limit;
end
$$;
comment on function tasker_v1.list_access_sessions is 'Lists sessions, the newest first.';
