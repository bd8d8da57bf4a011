-- The edges of every task: "to" needs "from".
create or replace view tasker.workflow_step_edges as
select f.task_uuid, f.step_uuid as from_step_uuid, t.step_uuid as to_step_uuid, e.name
  from tasker.workflow_steps f
  join tasker.named_step_edges e on e.named_task_id = f.named_task_id and e.from_position = f.position
  join tasker.workflow_steps t on t.step_uuid = tasker.step_uuid(f.task_uuid, e.to_position);
comment on view tasker.workflow_step_edges is 'The edges of every task: "to" needs "from".';
