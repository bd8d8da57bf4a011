-- Takes tasks away from processors that went stale.
--
-- locks  tasks by id
create or replace function tasker.disown_tasks (p_task_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
begin
  perform from tasker.tasks t where t.task_uuid = any (p_task_uuids) order by t.task_uuid for update;
  update tasker.tasks t
     set processor_uuid = null, owned_at = null
   where t.task_uuid = any (p_task_uuids)
     and t.owned_at < tasker.now() - (select s.ownership_timeout from tasker.settings s);
end
$$;
comment on function tasker.disown_tasks is 'Takes tasks away from processors that went stale.';
