-- Lists the templates whose tasks' contexts must come sealed in part. Few have any: programs that create tasks keep the
-- list, and ask again when tasker_v1.create_tasks finds something in the open (TK008).
--
-- returns  one row a version: its pointers, the schema that judges before sealing, and whether it is what a request
--          without a version gets
create or replace function tasker_v1.list_sensitive_templates ()
  returns table (namespace text, name text, version text, is_latest boolean, sensitive text[], input_schema jsonb)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select n.name, t.name, t.version,
         not exists (select from tasker.named_tasks o
                      where o.namespace_id = t.namespace_id and o.name = t.name and o.version_order > t.version_order),
         t.sensitive, t.input_schema
    from tasker.named_tasks t
    join tasker.task_namespaces n on n.namespace_id = t.namespace_id
   where t.sensitive is not null
$$;
comment on function tasker_v1.list_sensitive_templates is 'Lists the templates whose tasks'' contexts must come sealed in part.';
