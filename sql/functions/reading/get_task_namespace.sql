-- Tells whose a task is.
--
-- p_task_uuid  a task, or a step of one
--
-- returns   its namespace; null for an unknown task
create or replace function tasker_v1.get_task_namespace (p_task_uuid uuid)
  returns text
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select n.name
    from tasker.tasks t
    join tasker.task_namespaces n on n.namespace_id = t.namespace_id
   where t.task_uuid = tasker.task_uuid(p_task_uuid)
$$;
comment on function tasker_v1.get_task_namespace is 'Tells whose a task is.';
