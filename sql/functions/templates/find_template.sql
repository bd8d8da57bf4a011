-- The published template that has the namespace, name and version of another.
--
-- returns  its row; null when there is none
create or replace function tasker.find_template (p_template jsonb)
  returns tasker.named_tasks
  language sql
  stable
as $$
  select t.*
    from tasker.task_namespaces n
    join tasker.named_tasks t on t.namespace_id = n.namespace_id
   where n.name = p_template ->> 'namespace'
     and t.name = p_template ->> 'name'
     and t.version = p_template ->> 'version'
$$;
comment on function tasker.find_template is 'The published template that has the namespace, name and version of another.';
