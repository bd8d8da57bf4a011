-- What steps depend on: of each, the results of its parents by the names of their steps, as a JSON object.
--
-- returns  the objects in the order of the steps' ids, separated by U+001E
create or replace function tasker.pack_dependencies (p_step_uuids uuid[])
  returns text
  language plpgsql
  stable
as $$
begin
  return (
    select string_agg(coalesce(d.results, '{}'), e'\x1e')
      from (select (select json_object_agg(n.step_name, coalesce(p.results, 'null'))::text
                      from tasker.named_step_edges e
                      join tasker.named_tasks_named_steps n on n.named_task_id = e.named_task_id and n.position = e.from_position
                      join tasker.workflow_steps p on p.step_uuid = any (array[tasker.step_uuid(s.task_uuid, e.from_position)])
                     where e.named_task_id = s.named_task_id and e.to_position = s.position) as results
              from tasker.workflow_steps s
             where s.step_uuid = any (p_step_uuids)
             order by s.step_uuid) d);
end
$$;
comment on function tasker.pack_dependencies is 'What steps depend on: the results of their parents, as JSON objects.';
