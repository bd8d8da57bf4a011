-- Writes down that keys were used; called for many at once, every now and then, not for each call.
--
-- p_api_key_uuids  the keys
-- p_seconds_ago    how long ago each was used last
--
-- locks   rows of keys, skipping locked ones
create or replace function tasker_v1.touch_api_keys (p_api_key_uuids uuid[], p_seconds_ago double precision[])
  returns void
  language sql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  with used as (
    select k.api_key_uuid, tasker.now() - make_interval(secs => u.seconds_ago) as used_at
      from unnest(p_api_key_uuids, p_seconds_ago) u (api_key_uuid, seconds_ago)
      join tasker.api_keys k on k.api_key_uuid = u.api_key_uuid
     order by k.api_key_uuid
       for update of k skip locked
  )
  update tasker.api_keys k
     set last_used_at = u.used_at
    from used u
   where k.api_key_uuid = u.api_key_uuid
     and (k.last_used_at is null or k.last_used_at < u.used_at)
$$;
comment on function tasker_v1.touch_api_keys is 'Writes down that keys were used.';
