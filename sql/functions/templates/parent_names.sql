-- The names of the steps that a step of a template needs, in topological order.
create or replace function tasker.parent_names (p_named_task_id integer, p_position integer)
  returns text[]
  language sql
  stable
as $$
  select coalesce(array_agg(f.step_name order by f.position), '{}')
    from tasker.named_step_edges e
    join tasker.named_tasks_named_steps f on f.named_task_id = e.named_task_id and f.position = e.from_position
   where e.named_task_id = p_named_task_id
     and e.to_position = p_position
$$;
comment on function tasker.parent_names is 'The names of the steps that a step of a template needs.';
