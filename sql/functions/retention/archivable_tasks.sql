-- Tasks that are over since before a time and that nobody needs: none is investigated, none has a queue row or timer
-- left that a claim would look up. The oldest first, found through their uuids, which no index on their end need help.
--
-- p_ended_before  the time
-- p_limit         at most so many
--
-- returns  tasks, locked
-- locks    tasks, skipping locked ones
create or replace function tasker.archivable_tasks (p_ended_before timestamptz, p_limit integer)
  returns setof uuid
  language sql
  volatile
as $$
  select t.task_uuid
    from tasker.tasks t
   where t.task_uuid < tasker.uuid_floor(p_ended_before)
     and t.state >= 'complete'
     and t.completed_at < p_ended_before
     and not exists (select from tasker.tasks_dlq q where q.task_uuid = t.task_uuid and q.resolution_status = 'pending')
     and not exists (select from tasker.step_queue q
                      where q.step_uuid > t.task_uuid and q.step_uuid <= tasker.step_uuid(t.task_uuid, 65535))
     and not exists (select from tasker.timers w
                      where w.waiter_uuid >= t.task_uuid and w.waiter_uuid <= tasker.step_uuid(t.task_uuid, 65535))
   order by t.task_uuid
   limit p_limit
     for update of t skip locked
$$;
comment on function tasker.archivable_tasks is 'Tasks that are over since before a time and that nobody needs.';
