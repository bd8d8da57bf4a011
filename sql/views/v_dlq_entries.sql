-- Every investigation, open or closed, with the task's name and where it stands now.
create or replace view tasker.v_dlq_entries as
select q.dlq_entry_uuid, q.task_uuid, n.name as namespace_name, d.name as task_name, d.version,
       q.original_state::text as original_state, t.state::text as current_state, q.dlq_reason::text as dlq_reason,
       q.dlq_timestamp, q.resolution_status::text as resolution_status, q.resolution_timestamp, q.resolution_notes,
       q.resolved_by, q.metadata, q.task_snapshot, q.updated_at
  from tasker.tasks_dlq q
  join tasker.tasks t on t.task_uuid = q.task_uuid
  join tasker.named_tasks d on d.named_task_id = t.named_task_id
  join tasker.task_namespaces n on n.namespace_id = t.namespace_id;
comment on view tasker.v_dlq_entries is 'Every investigation, open or closed, with the task''s name and where it stands now.';
