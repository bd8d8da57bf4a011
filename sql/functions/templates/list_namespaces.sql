-- Lists the namespaces with how much is published in each.
create or replace function tasker_v1.list_namespaces ()
  returns table (name text, description text, templates_count integer, handlers_count integer, created_at timestamptz)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select n.name, n.description,
         (select count(distinct t.name) from tasker.named_tasks t where t.namespace_id = n.namespace_id)::integer,
         (select count(distinct s.handler_id)
            from tasker.named_tasks t
            join tasker.named_tasks_named_steps s on s.named_task_id = t.named_task_id
           where t.namespace_id = n.namespace_id)::integer,
         n.created_at
    from tasker.task_namespaces n
   order by n.name
$$;
comment on function tasker_v1.list_namespaces is 'Lists the namespaces with how much is published in each.';
