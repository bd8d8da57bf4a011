-- The investigations in numbers: one row a reason, also for those that never came up.
create or replace view tasker.v_dlq_dashboard as
select r.reason::text as dlq_reason,
       count(q.dlq_entry_uuid) as total_entries,
       count(*) filter (where q.resolution_status = 'pending') as pending,
       count(*) filter (where q.resolution_status = 'manually_resolved') as manually_resolved,
       count(*) filter (where q.resolution_status = 'permanently_failed') as permanent_failures,
       count(*) filter (where q.resolution_status = 'cancelled') as cancelled,
       min(q.dlq_timestamp) as oldest_entry,
       max(q.dlq_timestamp) as newest_entry,
       round((avg(extract(epoch from q.resolution_timestamp - q.dlq_timestamp)) / 60)::numeric, 1) as avg_resolution_time_minutes
  from unnest(enum_range(null::tasker.dlq_reason)) with ordinality r (reason, place)
  left join tasker.tasks_dlq q on q.dlq_reason = r.reason
 group by r.reason, r.place
 order by r.place;
comment on view tasker.v_dlq_dashboard is 'The investigations in numbers, a row a reason.';
