-- What is needed to check a password, for a user who may sign in now.
--
-- returns   no row when there is none, or it is disabled or locked: the caller does the same work and says the same
create or replace function tasker_v1.get_access_login (p_username text)
  returns table (user_uuid uuid, password_hash text)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select u.user_uuid, u.password_hash
    from tasker.access_users u
   where u.username = p_username
     and tasker.describe_access_user(u) ->> 'status' = 'active'
$$;
comment on function tasker_v1.get_access_login is 'What is needed to check a password.';
