-- Closes investigations that detection opened and that came to nothing: the task ended well after all, or somebody
-- cancelled it. Those that a person opened, and those of tasks that ended in error, stay open.
--
-- returns  how many
create or replace function tasker.close_settled_dlq_entries ()
  returns bigint
  language sql
  volatile
as $$
  with closed as (
    update tasker.tasks_dlq q
       set resolution_status = case t.state when 'cancelled' then 'cancelled' else 'manually_resolved' end::tasker.dlq_resolution,
           resolution_timestamp = tasker.now(),
           resolution_notes = concat_ws(e'\n', q.resolution_notes, format('The task is %s.', t.state)),
           resolved_by = 'tasker',
           updated_at = tasker.now()
      from tasker.tasks t
     where q.resolution_status = 'pending'
       and q.dlq_reason <> 'manual_dlq'
       and t.task_uuid = q.task_uuid
       and t.state in ('complete', 'cancelled', 'resolved_manually')
    returning 1
  )
  select count(*) from closed
$$;
comment on function tasker.close_settled_dlq_entries is 'Closes investigations that came to nothing.';
