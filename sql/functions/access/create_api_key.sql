-- Makes an API key known by its hash. The key itself is made, and shown once, outside.
--
-- p_name        what it is for
-- p_prefix      its visible part, 8 letters and digits
-- p_key_hash    SHA-256 of the whole key
-- p_scopes      roles and permissions; see tasker.scope_permissions
-- p_namespaces  what it reaches at most; null means all
-- p_expires_at  within a hundred years; null means never
-- p_by          who asks
--
-- returns   the key as tasker.describe_api_key shows it
-- raises    TK001 bad name, scopes, namespaces or expiry
create or replace function tasker_v1.create_api_key (
  p_name       text,
  p_prefix     text,
  p_key_hash   bytea,
  p_scopes     text[],
  p_namespaces text[] default null,
  p_expires_at timestamptz default null,
  p_by         text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := tasker.now();
  v_key tasker.api_keys;
begin
  if coalesce(p_name, '') !~ '^[A-Za-z0-9][A-Za-z0-9 ._@/-]{0,99}$' then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot create the key "%s": its name must begin with a letter or digit and have 1 to 100 plain characters', p_name),
      hint = 'Name it after the program that will use it.';
  end if;
  perform tasker.check_scopes(format('Cannot create the key "%s"', p_name), p_scopes, p_namespaces);
  if p_expires_at not between v_now + interval '1 microsecond' and v_now + interval '36500 days' then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot create the key "%s": it would have expired already, or would last for more than 36500 days', p_name),
      hint = 'Give a time to come, or none.';
  end if;
  insert into tasker.api_keys as k (name, prefix, key_hash, scopes, namespaces, created_at, expires_at, created_by)
  values (p_name, p_prefix, p_key_hash, p_scopes, p_namespaces, v_now, p_expires_at, p_by)
  returning k.* into v_key;
  perform tasker.note_access_change('create_api_key', 'key:' || p_prefix, p_by);
  return tasker.describe_api_key(v_key);
end
$$;
comment on function tasker_v1.create_api_key is 'Makes an API key known by its hash.';
