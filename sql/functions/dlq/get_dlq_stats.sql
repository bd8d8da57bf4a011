-- Tells how many investigations there are and were, by reason and by how they ended.
--
-- p_namespaces  only of tasks in these; null: of all, as tasker.v_dlq_dashboard has it
--
-- returns   one row a reason
create or replace function tasker_v1.get_dlq_stats (p_namespaces text[] default null)
  returns setof tasker.v_dlq_dashboard
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select d.* from tasker.v_dlq_dashboard d where p_namespaces is null
  union all
  (select r.reason::text, count(e.dlq_entry_uuid),
          count(*) filter (where e.resolution_status = 'pending'),
          count(*) filter (where e.resolution_status = 'manually_resolved'),
          count(*) filter (where e.resolution_status = 'permanently_failed'),
          count(*) filter (where e.resolution_status = 'cancelled'),
          min(e.dlq_timestamp), max(e.dlq_timestamp),
          round((avg(extract(epoch from e.resolution_timestamp - e.dlq_timestamp)) / 60)::numeric, 1)
     from unnest(enum_range(null::tasker.dlq_reason)) with ordinality r (reason, place)
     left join tasker.v_dlq_entries e on e.dlq_reason = r.reason::text and e.namespace_name = any (p_namespaces)
    where p_namespaces is not null
    group by r.reason, r.place
    order by r.place)
$$;
comment on function tasker_v1.get_dlq_stats is 'Tells how many investigations there are and were.';
