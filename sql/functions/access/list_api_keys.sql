-- Lists API keys, the newest first, as tasker.describe_api_key shows them.
--
-- p_with_ended  also those that are revoked or have expired
create or replace function tasker_v1.list_api_keys (p_with_ended boolean default false)
  returns setof jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select tasker.describe_api_key(k)
    from tasker.api_keys k
   where p_with_ended or (k.revoked_at is null and (k.expires_at is null or k.expires_at > tasker.now()))
   order by k.api_key_uuid desc
$$;
comment on function tasker_v1.list_api_keys is 'Lists API keys, the newest first.';
