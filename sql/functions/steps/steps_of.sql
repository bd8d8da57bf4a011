-- The steps of one task, through the primary key.
--
-- returns  rows of tasker.workflow_steps in topological order of id
create or replace function tasker.steps_of (p_task_uuid uuid)
  returns setof tasker.workflow_steps
  language sql
  stable
as $$
  select s.*
    from tasker.workflow_steps s
   where s.step_uuid > p_task_uuid
     and s.step_uuid <= tasker.step_uuid(p_task_uuid, 65535)
$$;
comment on function tasker.steps_of is 'The steps of one task.';
