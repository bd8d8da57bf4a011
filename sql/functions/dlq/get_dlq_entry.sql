-- Tells of the latest investigation of a task.
--
-- p_task_uuid  the task
--
-- returns   one row, with the snapshot
-- raises    TK101 no such task · TK106 it was never investigated
create or replace function tasker_v1.get_dlq_entry (p_task_uuid uuid)
  returns setof tasker.v_dlq_entries
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select e.*
    from tasker.v_dlq_entries e
   where e.task_uuid = p_task_uuid
   order by e.dlq_timestamp desc, e.dlq_entry_uuid desc
   limit 1;
  if found then
    return;
  end if;
  if not exists (select from tasker.tasks t where t.task_uuid = p_task_uuid) then
    perform tasker.reject_unknown_task('show the investigation of', p_task_uuid);
  end if;
  raise exception using
    errcode = 'TK106',
    message = format('Cannot show the investigation of task "%s": there is none', p_task_uuid),
    hint = 'tasker_v1.list_dlq_entries() lists them; tasker_v1.create_dlq_entry(task) opens one.';
end
$$;
comment on function tasker_v1.get_dlq_entry is 'Tells of the latest investigation of a task.';
