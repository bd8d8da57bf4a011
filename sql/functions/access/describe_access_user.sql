-- A user as it is shown: everything but the password's hash.
--
-- status  active, locked or disabled
create or replace function tasker.describe_access_user (p_user tasker.access_users)
  returns jsonb
  language sql
  stable
as $$
  select to_jsonb(p_user) - 'password_hash' || jsonb_build_object(
    'status', case when (p_user).disabled_at is not null then 'disabled'
                   when (p_user).locked_until > tasker.now() then 'locked'
                   else 'active' end)
$$;
comment on function tasker.describe_access_user is 'A user as it is shown.';
