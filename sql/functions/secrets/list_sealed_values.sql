-- Lists contexts and results with values that are sealed with another key than the active one, task by task.
--
-- p_active_key  id of the active key
-- p_after       the last task of the batch before; null to begin
-- p_limit       most tasks, 1 to 10,000
--
-- returns   one row a context (step_uuid null) or result, of the first tasks after p_after; none: all is rotated
-- raises    TK001 limit out of range
create or replace function tasker_v1.list_sealed_values (p_active_key text, p_after uuid default null, p_limit integer default 100)
  returns table (
    task_uuid uuid, step_uuid uuid, namespace text, task_name text, step_name text, sensitive text[], value jsonb
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if p_limit is null or p_limit not between 1 and 10000 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot list sealed values: the limit is %s', coalesce(p_limit::text, 'null')),
      hint = 'Pass 1 to 10000.';
  end if;

  return query
  with place as (
    select t.task_uuid, null::uuid as step_uuid, t.named_task_id, null::integer as position, n.sensitive, t.context as value
      from tasker.named_tasks n
      join tasker.tasks t on t.named_task_id = n.named_task_id
     where n.sensitive is not null
       and (p_after is null or t.task_uuid > p_after)
       and tasker.is_sealed_otherwise(t.context, n.sensitive, p_active_key)
    union all
    select s.task_uuid, s.step_uuid, s.named_task_id, s.position, n.sensitive, s.results
      from tasker.named_tasks_named_steps n
      join tasker.workflow_steps s on s.named_task_id = n.named_task_id and s.position = n.position
     where n.sensitive <> '{}'
       and (p_after is null or s.task_uuid > p_after)
       and tasker.is_sealed_otherwise(s.results, n.sensitive, p_active_key)
  ), chosen as (
    select distinct p.task_uuid from place p order by p.task_uuid limit p_limit
  )
  select p.task_uuid, p.step_uuid, n.name, d.name, w.step_name, p.sensitive, p.value
    from chosen c
    join place p on p.task_uuid = c.task_uuid
    join tasker.named_tasks d on d.named_task_id = p.named_task_id
    join tasker.task_namespaces n on n.namespace_id = d.namespace_id
    left join tasker.named_tasks_named_steps w on w.named_task_id = p.named_task_id and w.position = p.position
   order by p.task_uuid, p.step_uuid nulls first;
end
$$;
comment on function tasker_v1.list_sealed_values is 'Lists contexts and results that are sealed with another key than the active one.';
