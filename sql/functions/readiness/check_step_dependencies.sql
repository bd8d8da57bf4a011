-- Tells whether all parents of a step are complete or resolved.
--
-- returns   one row; missing_parents names the others, in topological order
-- raises    TK102 no such step
create or replace function tasker_v1.check_step_dependencies (p_step_uuid uuid)
  returns table (
    workflow_step_uuid uuid, dependencies_satisfied boolean, total_parents integer, completed_parents integer,
    missing_parents text[]
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select s.step_uuid, p.total = p.completed, p.total, p.completed, p.missing
    from tasker.workflow_steps s
    cross join lateral (
      select count(*)::integer as total,
             (count(*) filter (where f.state in ('complete', 'resolved_manually')))::integer as completed,
             coalesce(array_agg(n.step_name order by n.position)
                        filter (where f.state not in ('complete', 'resolved_manually')), '{}') as missing
        from tasker.named_step_edges e
        join tasker.workflow_steps f on f.step_uuid = tasker.step_uuid(s.task_uuid, e.from_position)
        join tasker.named_tasks_named_steps n on n.named_task_id = e.named_task_id and n.position = e.from_position
       where e.named_task_id = s.named_task_id and e.to_position = s.position
    ) p
   where s.step_uuid = p_step_uuid;

  if not found then
    perform tasker.reject_unknown_step('check', p_step_uuid);
  end if;
end
$$;
comment on function tasker_v1.check_step_dependencies is 'Tells whether all parents of a step are complete or resolved.';
