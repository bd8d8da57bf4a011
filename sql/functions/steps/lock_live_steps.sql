-- Locks every step of some tasks that is not over yet, so that the tasks can be judged as a whole.
-- Not a function in language sql: such a one would stop at its first row.
--
-- locks  steps by id
create or replace function tasker.lock_live_steps (p_task_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
begin
  perform
     from (select distinct u.task_uuid from unnest(p_task_uuids) u (task_uuid) order by u.task_uuid) t
    cross join lateral (
      select
        from tasker.workflow_steps s
       where s.step_uuid > t.task_uuid
         and s.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
         and s.state not in ('complete', 'cancelled', 'resolved_manually')
       order by s.step_uuid
         for update
    ) s;
end
$$;
comment on function tasker.lock_live_steps is 'Locks every step of some tasks that is not over yet.';
