-- Steps of some tasks that nothing would ever move again: what a crash cannot leave (every function is one transaction),
-- but a hand in the tables, a restored backup or a defect can. All is seen in one snapshot, so nothing that merely
-- moves is taken for stranded.
--
-- p_task_uuids  tasks that are not over
--
--   queue_row_missing  ready, running or parked without its queue row (a deferred step has a timer instead)
--   timer_missing      waiting for a retry without a timer
--   counter_wrong      pending, and counts other missing parents than the edges have
--   step_stranded      pending with no parent missing, in a task that has started
-- returns  the steps and what is wrong with them
create or replace function tasker.stranded_steps (p_task_uuids uuid[])
  returns table (step_uuid uuid, repair text)
  language sql
  stable
as $$
  select f.step_uuid, f.repair
    from (
      select s.step_uuid,
             case
               when s.state in ('enqueued_for_orchestration', 'enqueued_as_error_for_orchestration', 'in_progress', 'enqueued')
                 then case when q.step_uuid is null and (s.state <> 'enqueued' or w.waiter_uuid is null) then 'queue_row_missing' end
               when s.state = 'waiting_for_retry' then case when w.waiter_uuid is null then 'timer_missing' end
               when s.state <> 'pending' then null
               when s.remaining_parents <> (
                 select count(*)
                   from tasker.named_step_edges e
                   join tasker.workflow_steps p on p.step_uuid = any (array[tasker.step_uuid(s.task_uuid, e.from_position)])
                  where e.named_task_id = s.named_task_id
                    and e.to_position = s.position
                    and p.state not in ('complete', 'resolved_manually')) then 'counter_wrong'
               when s.remaining_parents = 0 and t.state <> 'pending' then 'step_stranded'
             end as repair
        from tasker.tasks t
       cross join lateral (select * from tasker.steps_of(t.task_uuid) offset 0) s
        left join tasker.step_queue q on q.step_uuid = s.step_uuid
        left join tasker.timers w on w.waiter_uuid = s.step_uuid
       where t.task_uuid = any (p_task_uuids)
         and t.state < 'complete'
    ) f
   where f.repair is not null
$$;
comment on function tasker.stranded_steps is 'Steps of some tasks that nothing would ever move again.';
