-- Tells whether a task is being investigated, or was since a time: then it is not worth another entry.
create or replace function tasker.is_investigated (p_task_uuid uuid, p_since timestamptz)
  returns boolean
  language sql
  stable
as $$
  select exists (
    select from tasker.tasks_dlq q
     where q.task_uuid = p_task_uuid
       and (q.resolution_status = 'pending' or q.dlq_timestamp >= p_since))
$$;
comment on function tasker.is_investigated is 'Tells whether a task is being investigated, or was since a time.';
