-- Opens investigations of tasks, each with a snapshot; one that is investigated already stays as it is.
--
-- p_task_uuids  tasks
-- p_reason      why
-- p_metadata    what else is known, one for each task; null: nothing
--
-- returns  the entries that were opened
-- locks    tasks, for key share
create or replace function tasker.open_dlq_entries (p_task_uuids uuid[], p_reason tasker.dlq_reason, p_metadata jsonb[] default null)
  returns table (dlq_entry_uuid uuid, task_uuid uuid)
  language sql
  volatile
as $$
  insert into tasker.tasks_dlq (task_uuid, original_state, dlq_reason, dlq_timestamp, task_snapshot, metadata, updated_at)
  select t.task_uuid, t.state, p_reason, tasker.now(), tasker.task_snapshot(t.task_uuid), coalesce(u.metadata, '{}'), tasker.now()
    from unnest(p_task_uuids, p_metadata) u (task_uuid, metadata)
    join tasker.tasks t on t.task_uuid = u.task_uuid
   order by t.task_uuid
  on conflict (task_uuid) where resolution_status = 'pending' do nothing
  returning tasks_dlq.dlq_entry_uuid, tasks_dlq.task_uuid
$$;
comment on function tasker.open_dlq_entries is 'Opens investigations of tasks, each with a snapshot.';
