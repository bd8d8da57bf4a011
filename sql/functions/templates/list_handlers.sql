-- Lists the callables that steps of published templates name.
--
-- p_namespace  null for all
--
-- returns   one row a namespace and callable: the steps that name it (namespace/task@version step), and how many live
--           workers of the namespace have it
create or replace function tasker_v1.list_handlers (p_namespace text default null)
  returns table (namespace text, callable text, steps jsonb, workers_count bigint)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select s.namespace, s.handler,
         jsonb_agg(jsonb_build_object('task_name', s.task_name, 'version', s.version, 'step_name', s.step_name)
                   order by s.task_name, t.version_order desc, s.position),
         (select count(*)
            from tasker.workers w
           where w.state = 'running'
             and w.leased_until >= tasker.now()
             and s.namespace = any (w.namespaces)
             and (w.handler_ids is null or s.handler_id = any (w.handler_ids)))
    from tasker.named_tasks_named_steps s
    join tasker.named_tasks t on t.named_task_id = s.named_task_id
   where p_namespace is null or s.namespace = p_namespace
   group by s.namespace, s.handler, s.handler_id
   order by s.namespace, s.handler
$$;
comment on function tasker_v1.list_handlers is 'Lists the callables that steps of published templates name.';
