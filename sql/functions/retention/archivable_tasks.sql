-- Tasks that are over since before a time and that nobody needs: none is investigated, none has a queue row or timer
-- left that a claim would look up, and its moves are summed up where moves are. The oldest first, found through their
-- uuids, which no index on their end need help.
--
-- What belongs to a task is asked for by scalar subqueries, and not by `not exists`: that would be a join, which the planner
-- turns round, answers by reading the whole queue for each task, or by an index on history_id that is read as a whole.
--
-- p_ended_before  the time
-- p_limit         at most so many
--
-- returns  tasks
create or replace function tasker.archivable_tasks (p_ended_before timestamptz, p_limit integer)
  returns setof uuid
  language sql
  stable
as $$
  select t.task_uuid
    from tasker.tasks t
    left join tasker.current_rollup() f on true
   where t.task_uuid < tasker.uuid_floor(p_ended_before)
     and t.state >= 'complete'
     and t.completed_at < p_ended_before
     and (select q.task_uuid
            from tasker.tasks_dlq q
           where q.task_uuid = t.task_uuid and q.resolution_status = 'pending'
           limit 1) is null
     and (select q.step_uuid
            from tasker.step_queue q
           where q.step_uuid > t.task_uuid and q.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
           limit 1) is null
     and (select w.waiter_uuid
            from tasker.timers w
           where w.waiter_uuid >= t.task_uuid and w.waiter_uuid <= tasker.step_uuid(t.task_uuid, 65535)
           limit 1) is null
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
