-- Notes on tasks that a step of theirs failed, or was satisfied by a person: from now on a completion that unlocks
-- nothing judges the whole task.
--
-- locks  tasks by id, unless the caller has
create or replace function tasker.mark_failures (p_task_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
begin
  with marked as (
    update tasker.tasks t
       set has_failures = true
     where t.task_uuid = any (p_task_uuids)
       and not t.has_failures
    returning t.task_uuid
  )
  insert into tasker.troubled_tasks (task_uuid)
  select m.task_uuid from marked m
  on conflict do nothing;
end
$$;
comment on function tasker.mark_failures is 'Notes on tasks that a step of theirs failed.';
