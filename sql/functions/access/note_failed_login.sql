-- Counts a wrong password. From the fifth in a row on the user is locked: half a minute, then twice as long each time, up to an hour.
-- The transaction does not wait for its commit to reach the disk: that wait would tell names that exist from names that do not.
--
-- returns   until when it is locked; null when it is not, or there is no such user
-- locks     the user
create or replace function tasker_v1.note_failed_login (p_username text)
  returns timestamptz
  language sql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select set_config('synchronous_commit', 'off', true);
  update tasker.access_users u
     set failed_logins_count = u.failed_logins_count + 1,
         locked_until = case when u.failed_logins_count >= 4
                             then tasker.now() + least(interval '30 seconds' * power(2, least(u.failed_logins_count - 4, 10)), interval '1 hour')
                        end
   where u.username = p_username
     and (u.locked_until is null or u.locked_until <= tasker.now())
  returning u.locked_until
$$;
comment on function tasker_v1.note_failed_login is 'Counts a wrong password, and locks the user after the fifth in a row.';
