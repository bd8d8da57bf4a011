-- How often each repair had something to mend, and how much: counters that only rise.
--
-- p_since  count from this time on; null: since the installation began, whatever was pruned meanwhile
--
-- returns   a row for each repair there is, also where it never had anything to do
create or replace function tasker_v1.get_recovery_counts (p_since timestamptz default null)
  returns table (repair text, events_count bigint, repaired_count bigint, last_at timestamptz)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select k.repair, (coalesce(sum(c.events_count), 0))::bigint, (coalesce(sum(c.repaired_count), 0))::bigint, max(c.last_at)
    from unnest(tasker.known_repairs()) k (repair)
    left join (
      select e.repair, count(*) as events_count, sum(e.repaired_count) as repaired_count, max(e.at) as last_at
        from tasker.recovery_events e
       where e.at >= coalesce(p_since, '-infinity')
       group by e.repair
      union all
      select t.repair, t.events_count, t.repaired_count, t.last_at
        from tasker.recovery_totals t
       where p_since is null
    ) c on c.repair = k.repair
   group by k.repair
   order by k.repair
$$;
comment on function tasker_v1.get_recovery_counts is 'How often each repair had something to mend, and how much.';
