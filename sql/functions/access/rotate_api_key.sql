-- Makes a new key that allows what an old one does; the old one works on for a while, so that programs can change over.
--
-- p_prefix      the old key: its visible part, or its uuid
-- p_new_prefix  visible part of the new one
-- p_new_hash    SHA-256 of the new one
-- p_overlap     how long the old one works on; 0 to 90 days
-- p_expires_at  end of the new one; null: as long after now as the old one was given, or never
-- p_by          who asks
--
-- returns   the new key as tasker.describe_api_key shows it
-- raises    TK001 overlap out of range · TK108 no such key · TK207 it is revoked or has expired
-- locks     the old key
create or replace function tasker_v1.rotate_api_key (
  p_prefix     text,
  p_new_prefix text,
  p_new_hash   bytea,
  p_overlap    interval default '1 day',
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
  v_old tasker.api_keys;
  v_new tasker.api_keys;
begin
  if p_overlap is null or p_overlap not between interval '0' and interval '90 days' then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot rotate the key: the overlap must lie between 0 and 90 days',
      hint = 'With 0 the old key ends at once.';
  end if;
  v_old := tasker.find_api_key('Cannot rotate the key', p_prefix);
  insert into tasker.api_keys as k (name, prefix, key_hash, scopes, namespaces, created_at, expires_at, created_by, replaces)
  values (v_old.name, p_new_prefix, p_new_hash, v_old.scopes, v_old.namespaces, v_now,
          coalesce(p_expires_at, v_now + (v_old.expires_at - v_old.created_at)), p_by, v_old.api_key_uuid)
  returning k.* into v_new;
  update tasker.api_keys k
     set expires_at = case when p_overlap > interval '0'
                           then greatest(least(v_old.expires_at, v_now + p_overlap), k.created_at + interval '1 microsecond')
                           else k.expires_at end,
         revoked_at = case when p_overlap = interval '0' then v_now end,
         revoked_by = case when p_overlap = interval '0' then p_by end
   where k.api_key_uuid = v_old.api_key_uuid;
  perform tasker.note_access_change('rotate_api_key', format('key:%s → key:%s', v_old.prefix, p_new_prefix), p_by);
  perform pg_notify('tasker_access', 'key:' || v_old.api_key_uuid);
  return tasker.describe_api_key(v_new);
end
$$;
comment on function tasker_v1.rotate_api_key is 'Makes a new key that allows what an old one does; the old one works on for a while.';
