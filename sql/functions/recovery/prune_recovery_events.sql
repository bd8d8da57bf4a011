-- Removes recovery events that are old enough; their sums stay (tasker_v1.get_recovery_counts). One session at a time.
--
-- p_keep  how long an event is kept
--
-- returns   how many were removed
-- raises    TK001 time out of range
-- locks     one call at a time, until the caller's transaction ends
create or replace function tasker_v1.prune_recovery_events (p_keep interval default '30 days')
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_count integer := 0;
begin
  perform tasker.check_keep('prune recovery events', p_keep);
  if not pg_try_advisory_xact_lock(hashtextextended('tasker.prune_recovery_events', 0)) then
    return 0;
  end if;
  with removed as (
    delete from tasker.recovery_events e
     where e.at < tasker.now() - p_keep
    returning e.repair, e.repaired_count, e.at
  ), kept as (
    insert into tasker.recovery_totals as t (repair, events_count, repaired_count, last_at)
    select r.repair, count(*), sum(r.repaired_count), max(r.at)
      from removed r
     group by r.repair
    on conflict (repair) do update
      set events_count = t.events_count + excluded.events_count,
          repaired_count = t.repaired_count + excluded.repaired_count,
          last_at = greatest(t.last_at, excluded.last_at)
  )
  select count(*) into v_count from removed;
  return v_count;
end
$$;
comment on function tasker_v1.prune_recovery_events is 'Removes recovery events that are old enough; their sums stay.';
