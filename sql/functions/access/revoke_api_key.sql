-- Ends a key at once, everywhere.
--
-- p_prefix  its visible part, or its uuid
-- p_by      who asks
--
-- returns   the key as tasker.describe_api_key shows it
-- raises    TK108 no such key · TK207 it is revoked already or has expired
-- locks     the key
create or replace function tasker_v1.revoke_api_key (p_prefix text, p_by text default null)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_key tasker.api_keys := tasker.find_api_key('Cannot revoke the key', p_prefix);
begin
  update tasker.api_keys k
     set revoked_at = tasker.now(), revoked_by = p_by
   where k.api_key_uuid = v_key.api_key_uuid
  returning k.* into v_key;
  perform tasker.note_access_change('revoke_api_key', 'key:' || v_key.prefix, p_by);
  perform pg_notify('tasker_access', 'key:' || v_key.api_key_uuid);
  return tasker.describe_api_key(v_key);
end
$$;
comment on function tasker_v1.revoke_api_key is 'Ends a key at once.';
