-- Locks a user.
--
-- p_what  what is to be done, to begin the message with
--
-- raises   TK109 no such user
-- locks    the user
create or replace function tasker.find_access_user (p_what text, p_username text)
  returns tasker.access_users
  language plpgsql
  volatile
as $$
declare
  v_user tasker.access_users;
begin
  select u.* into v_user from tasker.access_users u where u.username = p_username for update;
  if not found then
    raise exception using
      errcode = 'TK109',
      message = format('%s: there is no user "%s"', p_what, p_username),
      hint = 'See `tasker auth users list`.';
  end if;
  return v_user;
end
$$;
comment on function tasker.find_access_user is 'Locks a user.';
