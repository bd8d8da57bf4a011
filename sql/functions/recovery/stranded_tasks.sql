-- Tasks among some that nothing would ever move again: a step of theirs is stranded, they wait for a start without a
-- timer, or their state is not the one that their steps call for (as tasker.settle_tasks judges it).
--
-- p_task_uuids  tasks
--
-- returns  the tasks, by id
create or replace function tasker.stranded_tasks (p_task_uuids uuid[])
  returns uuid[]
  language sql
  stable
as $$
  select array(
    select tasker.task_uuid(f.step_uuid) from tasker.stranded_steps(p_task_uuids) f
    union
    select t.task_uuid
      from tasker.tasks t
     cross join lateral (
       select bool_and(s.state in ('complete', 'resolved_manually')) as is_done,
              bool_or(s.state in ('enqueued', 'in_progress', 'enqueued_for_orchestration',
                                  'enqueued_as_error_for_orchestration')) as is_running,
              bool_or(s.state = 'waiting_for_retry') as is_retried,
              count(*) filter (where s.is_leaf and s.state not in ('complete', 'resolved_manually')) as open_leaves
         from (select * from tasker.steps_of(t.task_uuid) offset 0) s
     ) c
     where t.task_uuid = any (p_task_uuids)
       and t.processor_uuid is null
       and (t.state < 'complete' and t.remaining_leaves <> c.open_leaves or case t.state
             when 'pending' then not exists (select from tasker.timers w where w.waiter_uuid = t.task_uuid)
             when 'steps_in_process' then not c.is_running
             when 'waiting_for_retry' then not c.is_retried
             when 'waiting_for_dependencies' then not (c.is_running or c.is_retried)
             when 'blocked_by_failures' then c.is_running or c.is_retried or c.is_done
             else t.state < 'complete'
           end)
    order by 1)
$$;
comment on function tasker.stranded_tasks is 'Tasks among some that nothing would ever move again.';
