-- Tells whose an API key is and what it allows. Found by its hash: nothing is compared with the secret itself, and how
-- long the look-up takes says nothing of it.
--
-- p_key_hash  SHA-256 of the whole key
--
-- returns   no row for an unknown key; status active, expired or revoked
create or replace function tasker_v1.verify_api_key (p_key_hash bytea)
  returns table (api_key_uuid uuid, name text, prefix text, status text, expires_at timestamptz, grants jsonb)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select k.api_key_uuid, k.name, k.prefix, tasker.describe_api_key(k) ->> 'status', k.expires_at,
         tasker.scopes_as_json(k.scopes, k.namespaces)
    from tasker.api_keys k
   where k.key_hash = p_key_hash
$$;
comment on function tasker_v1.verify_api_key is 'Tells whose an API key is and what it allows.';
