-- The edges of a template as a JSON array of {from, to, name}, by the steps' names, in topological order.
create or replace function tasker.graph_edges (p_named_task_id integer)
  returns jsonb
  language sql
  stable
as $$
  select coalesce(jsonb_agg(jsonb_build_object('from', f.step_name, 'to', o.step_name, 'name', e.name)
                            order by e.from_position, e.to_position), '[]')
    from tasker.named_step_edges e
    join tasker.named_tasks_named_steps f on f.named_task_id = e.named_task_id and f.position = e.from_position
    join tasker.named_tasks_named_steps o on o.named_task_id = e.named_task_id and o.position = e.to_position
   where e.named_task_id = p_named_task_id
$$;
comment on function tasker.graph_edges is 'The edges of a template as a JSON array.';
