-- A key as it is shown: everything but its hash.
--
-- status  active, expired or revoked
create or replace function tasker.describe_api_key (p_key tasker.api_keys)
  returns jsonb
  language sql
  stable
as $$
  select to_jsonb(p_key) - 'key_hash' || jsonb_build_object(
    'status', case when (p_key).revoked_at is not null then 'revoked'
                   when (p_key).expires_at <= tasker.now() then 'expired'
                   else 'active' end)
$$;
comment on function tasker.describe_api_key is 'A key as it is shown.';
