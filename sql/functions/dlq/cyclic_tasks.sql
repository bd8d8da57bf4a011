-- Tasks whose template has a cycle among its edges. That cannot be written: positions ascend along every edge, and a
-- constraint holds that. It looks anyway, for edges that somebody forced in: every cycle has one that does not ascend.
--
-- p_task_uuids  tasks to look at
--
-- returns  the task, and the edge; at most p_limit
create or replace function tasker.cyclic_tasks (p_task_uuids uuid[], p_limit integer)
  returns table (task_uuid uuid, metadata jsonb)
  language plpgsql
  stable
as $$
begin
  if not exists (select from tasker.named_step_edges e where e.from_position >= e.to_position) then
    return;
  end if;
  return query
  with recursive reached as (
    select e.named_task_id, e.from_position, e.to_position, e.to_position as position
      from tasker.named_step_edges e
     where e.from_position >= e.to_position
    union
    select r.named_task_id, r.from_position, r.to_position, e.to_position
      from reached r
      join tasker.named_step_edges e on e.named_task_id = r.named_task_id and e.from_position = r.position
  )
  select distinct on (t.task_uuid) t.task_uuid,
         jsonb_build_object('from_position', r.from_position, 'to_position', r.to_position)
    from reached r
    join tasker.tasks t on t.named_task_id = r.named_task_id and t.state < 'complete' and t.task_uuid = any (p_task_uuids)
   where r.position = r.from_position
     and not tasker.is_investigated(t.task_uuid, t.created_at)
   order by t.task_uuid
   limit p_limit;
end
$$;
comment on function tasker.cyclic_tasks is 'Tasks whose template has a cycle among its edges.';
