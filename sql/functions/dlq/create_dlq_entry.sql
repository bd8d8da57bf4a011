-- Opens an investigation of a task by a person's word. The task itself goes on as it does.
--
-- p_task_uuid  any task, also one that is over
-- p_reason     manual_dlq, or what detection would have said
-- p_metadata   what is known: {"by": …, "notes": …}
--
-- returns   the entry; null when the task is investigated already
-- raises    TK001 no such reason · TK101 no such task
create or replace function tasker_v1.create_dlq_entry (
  p_task_uuid uuid,
  p_reason    text default 'manual_dlq',
  p_metadata  jsonb default '{}'
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_reason tasker.dlq_reason := tasker.to_dlq_reason('open an investigation', coalesce(p_reason, 'manual_dlq'));
begin
  if not exists (select from tasker.tasks t where t.task_uuid = p_task_uuid) then
    perform tasker.reject_unknown_task('investigate', p_task_uuid);
  end if;
  return (select e.dlq_entry_uuid from tasker.open_dlq_entries(array[p_task_uuid], v_reason, array[p_metadata]) e);
end
$$;
comment on function tasker_v1.create_dlq_entry is 'Opens an investigation of a task by a person''s word.';
