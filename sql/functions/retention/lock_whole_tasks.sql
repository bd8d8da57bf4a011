-- Locks tasks with all their steps, and waits for nobody: a task of which somebody else has anything is left out.
--
-- p_limit  at most so many
--
-- returns  the tasks that it locked
-- locks    steps by id, then tasks by id; skipping locked ones
create or replace function tasker.lock_whole_tasks (p_task_uuids uuid[], p_limit integer)
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_task_uuids uuid[];
begin
  v_task_uuids := array(
    select t.task_uuid
      from (select distinct u.task_uuid from unnest(p_task_uuids) u (task_uuid) order by u.task_uuid) t
     cross join lateral (
       select s.step_uuid
         from tasker.workflow_steps s
        where s.step_uuid > t.task_uuid
          and s.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
        order by s.step_uuid
          for update skip locked
     ) l
     group by t.task_uuid
    having count(*) = (select count(*) from tasker.steps_of(t.task_uuid)));
  return array(
    select t.task_uuid
      from tasker.tasks t
     where t.task_uuid = any (v_task_uuids)
     order by t.task_uuid
     limit p_limit
       for update skip locked);
end
$$;
comment on function tasker.lock_whole_tasks is 'Locks tasks with all their steps, and waits for nobody.';
