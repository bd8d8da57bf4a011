-- Removes queue rows and timers, in a range of tasks, that nobody waits by: their step or task is over, gone, or in a state
-- that has none. A message without a step, so to speak.
--
-- p_after, p_until  the range: task uuids
--
-- returns  the steps and tasks they named
-- locks    queue rows and timers, skipping locked ones
create or replace function tasker.drop_stray_waits (p_after uuid, p_until uuid)
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_last uuid := tasker.step_uuid(p_until, 65535);
  v_gone uuid[];
begin
  with row as (
    delete from tasker.step_queue d
     where d.step_uuid in (
       select q.step_uuid
         from tasker.step_queue q
         left join tasker.workflow_steps s on s.step_uuid = q.step_uuid
        where q.step_uuid > p_after and q.step_uuid <= v_last
          and (s.state is null
               or s.state not in ('enqueued', 'in_progress', 'enqueued_for_orchestration', 'enqueued_as_error_for_orchestration'))
          for update of q skip locked)
    returning d.step_uuid as uuid
  ), timer as (
    delete from tasker.timers d
     where d.waiter_uuid in (
       select w.waiter_uuid
         from tasker.timers w
         left join tasker.workflow_steps s on s.step_uuid = w.waiter_uuid
         left join tasker.tasks t on t.task_uuid = w.waiter_uuid
        where w.waiter_uuid > p_after and w.waiter_uuid <= v_last
          and case w.kind
                when 'start' then t.state is distinct from 'pending'
                when 'retry' then s.state is distinct from 'waiting_for_retry'
                when 'deferred' then s.state is distinct from 'enqueued'
                else false
              end
          for update of w skip locked)
    returning d.waiter_uuid as uuid
  )
  select array_agg(g.uuid order by g.uuid) into v_gone
    from (select r.uuid from row r union all select t.uuid from timer t) g;
  return v_gone;
end
$$;
comment on function tasker.drop_stray_waits is 'Removes queue rows and timers that nobody waits by.';
