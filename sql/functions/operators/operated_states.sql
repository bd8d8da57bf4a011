-- The states of a step and its task, for the answer of an operator verb.
create or replace function tasker.operated_states (p_step_uuid uuid)
  returns table (task_uuid uuid, step_uuid uuid, task_state text, step_state text)
  language sql
  stable
as $$
  select t.task_uuid, s.step_uuid, t.state::text, s.state::text
    from tasker.workflow_steps s
    join tasker.tasks t on t.task_uuid = s.task_uuid
   where s.step_uuid = p_step_uuid
$$;
comment on function tasker.operated_states is 'The states of a step and its task.';
