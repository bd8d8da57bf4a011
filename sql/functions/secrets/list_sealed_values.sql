-- Lists contexts and results with values that are sealed with another key than the active one, task by task.
--
-- p_active_key  id of the active key
-- p_after       the last task of the batch before; null to begin
-- p_limit       most values, 1 to 10,000; those of the last task come all
--
-- returns   one row a context (step_uuid null) or result, task by task after p_after; none: all is rotated
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
  select t.task_uuid, p.step_uuid, n.name, d.name, p.step_name, p.sensitive, p.value
    from tasker.tasks t
    join tasker.named_tasks d on d.named_task_id = t.named_task_id
    join tasker.task_namespaces n on n.namespace_id = d.namespace_id
    cross join lateral (
      select null::uuid as step_uuid, null::text as step_name, d.sensitive, t.context as value
      union all
      (select s.step_uuid, w.step_name, w.sensitive, s.results
         from tasker.workflow_steps s
         join tasker.named_tasks_named_steps w on w.named_task_id = s.named_task_id and w.position = s.position
        where s.step_uuid > t.task_uuid and s.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
          and w.sensitive <> '{}'
        order by s.step_uuid)
    ) p
   where t.task_uuid > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
     and t.named_task_id = any (array(select d.named_task_id from tasker.named_tasks d where d.sensitive is not null
                                      union
                                      select w.named_task_id from tasker.named_tasks_named_steps w where w.sensitive <> '{}'))
     and tasker.is_sealed_otherwise(p.value, p.sensitive, p_active_key)
   order by t.task_uuid
   fetch first p_limit rows with ties;  -- along the key of tasks, whole tasks, and no further
end
$$;
comment on function tasker_v1.list_sealed_values is 'Lists contexts and results that are sealed with another key than the active one.';
