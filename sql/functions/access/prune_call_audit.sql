-- Removes calls from the log that are older than the policy says; without one, none. One session at a time does it.
--
-- p_limit  most rows in one call
--
-- returns   how many were removed
-- locks     rows of the log that are old enough
create or replace function tasker_v1.prune_call_audit (p_limit integer default 10000)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_keep  interval := (select s.keep_audit from tasker.access_settings s);
  v_count integer;
begin
  if v_keep is null or not pg_try_advisory_xact_lock(hashtextextended('tasker.prune_call_audit', 0)) then
    return 0;
  end if;
  perform set_config('tasker.prunes_audit', 'on', true);
  delete from tasker.call_audit c
   where c.call_uuid in (select o.call_uuid from tasker.call_audit o
                          where o.call_uuid < tasker.uuid_floor(tasker.now() - v_keep)
                          order by o.call_uuid
                          limit p_limit);
  get diagnostics v_count = row_count;
  perform set_config('tasker.prunes_audit', 'off', true);
  update tasker.access_settings s set pruned_at = tasker.now();
  return v_count;
end
$$;
comment on function tasker_v1.prune_call_audit is 'Removes calls from the log that are older than the policy says.';
