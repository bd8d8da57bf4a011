-- Open investigations, the most pressing first: a weight for the reason, plus the minutes it has waited.
create or replace view tasker.v_dlq_investigation_queue as
select e.dlq_entry_uuid, e.task_uuid, e.original_state, e.dlq_reason, e.dlq_timestamp, m.minutes_in_dlq, e.namespace_name,
       e.task_name, e.version, e.current_state,
       greatest(floor(extract(epoch from c.now - t.updated_at) / 60), 0)::integer as time_in_state_minutes,
       case e.dlq_reason when 'dependency_cycle_detected' then 1000
                         when 'max_retries_exceeded' then 500
                         when 'staleness_timeout' then 100
                         when 'worker_unavailable' then 50
                         else 10 end + m.minutes_in_dlq as priority_score
  from tasker.v_dlq_entries e
  join tasker.tasks t on t.task_uuid = e.task_uuid
  cross join tasker.v_clock c
  cross join lateral (
    select greatest(floor(extract(epoch from c.now - e.dlq_timestamp) / 60), 0)::integer as minutes_in_dlq
  ) m
 where e.resolution_status = 'pending'
 order by priority_score desc, e.dlq_timestamp, e.dlq_entry_uuid;
comment on view tasker.v_dlq_investigation_queue is 'Open investigations, the most pressing first.';
