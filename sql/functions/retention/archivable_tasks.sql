-- Tasks that are over since before a time and that nobody needs: none is investigated, none has a queue row or timer
-- left that a claim would look up, and its moves are summed up where moves are. The oldest first, found through their
-- uuids, which no index on their end need help.
--
-- Each task's last moves are asked for, and not whether there are later ones: that would be a join, which the planner turns
-- round, or answers by an index on history_id that is read as a whole for each task.
--
-- p_ended_before  the time
-- p_limit         at most so many
-- p_task_uuids    only of these; null: of all
--
-- returns  tasks
create or replace function tasker.archivable_tasks (p_ended_before timestamptz, p_limit integer, p_task_uuids uuid[])
  returns setof uuid
  language sql
  stable
as $$
  select t.task_uuid
    from tasker.tasks t
    left join tasker.current_rollup() f on true
   where t.task_uuid < tasker.uuid_floor(p_ended_before)
     and (p_task_uuids is null or t.task_uuid = any (p_task_uuids))
     and t.state >= 'complete'
     and t.completed_at < p_ended_before
     and not exists (select from tasker.tasks_dlq q where q.task_uuid = t.task_uuid and q.resolution_status = 'pending')
     and not exists (select from tasker.step_queue q
                      where q.step_uuid > t.task_uuid and q.step_uuid <= tasker.step_uuid(t.task_uuid, 65535))
     and not exists (select from tasker.timers w
                      where w.waiter_uuid >= t.task_uuid and w.waiter_uuid <= tasker.step_uuid(t.task_uuid, 65535))
     and (f.floor_id is null
          or coalesce((select max(l.history_id)
                         from tasker.task_transition_log l
                        where l.task_uuid = t.task_uuid), -1) <= f.floor_id)
     and (f.floor_id is null
          or coalesce((select max(l.history_id)
                         from tasker.step_transition_log l
                        where l.step_uuid > t.task_uuid
                          and l.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)), -1) <= f.floor_id)
   order by t.task_uuid
   limit p_limit
$$;
comment on function tasker.archivable_tasks is 'Tasks that are over since before a time and that nobody needs.';
