-- Lists the published templates, every version, by namespace and name, the highest version first.
--
-- p_namespace  null for all
create or replace function tasker_v1.list_templates (p_namespace text default null)
  returns table (
    named_task_uuid uuid, namespace text, name text, version text, is_latest boolean, description text,
    identity_strategy text, steps_count integer, created_at timestamptz, updated_at timestamptz
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select t.named_task_uuid, n.name, t.name, t.version,
         row_number() over (partition by t.namespace_id, t.name order by t.version_order desc, t.named_task_id desc) = 1,
         t.description, t.identity_strategy, t.steps_count, t.created_at, t.updated_at
    from tasker.task_namespaces n
    join tasker.named_tasks t on t.namespace_id = n.namespace_id
   where p_namespace is null or n.name = p_namespace
   order by n.name, t.name, t.version_order desc, t.named_task_id desc
$$;
comment on function tasker_v1.list_templates is 'Lists the published templates.';
