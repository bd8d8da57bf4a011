-- Tells how deep each step of a task lies: 0 for roots, else the longest path from one.
--
-- returns  one row a step, by step uuid; none for an unknown task
create or replace function tasker_v1.calculate_dependency_levels (input_task_uuid uuid)
  returns table (workflow_step_uuid uuid, dependency_level integer)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select s.step_uuid, n.level
    from tasker.steps_of(input_task_uuid) s
    join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
   order by s.step_uuid
$$;
comment on function tasker_v1.calculate_dependency_levels is 'Tells how deep each step of a task lies.';
