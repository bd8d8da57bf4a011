-- Tells how deep a step lies in its task: 0 for a root, else the longest path from one.
--
-- returns  a level; null for an unknown step
create or replace function tasker_v1.calculate_step_depth (p_step_uuid uuid)
  returns integer
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select n.level
    from tasker.workflow_steps s
    join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
   where s.step_uuid = p_step_uuid
$$;
comment on function tasker_v1.calculate_step_depth is 'Tells how deep a step lies in its task.';
