-- Tells whether a bearer token was revoked.
--
-- p_token_id  its claim jti
create or replace function tasker_v1.is_access_token_revoked (p_token_id text)
  returns boolean
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select exists (select from tasker.revoked_tokens r where r.token_id = p_token_id)
$$;
comment on function tasker_v1.is_access_token_revoked is 'Tells whether a bearer token was revoked.';
