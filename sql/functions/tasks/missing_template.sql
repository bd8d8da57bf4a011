-- Says which part of a template's name is unknown: the namespace, the task or the version.
create or replace function tasker.missing_template (p_request jsonb)
  returns text
  language sql
  stable
as $$
  select case
    when not exists (select from tasker.task_namespaces n where n.name = p_request ->> 'namespace')
      then format('there is no namespace "%s"', p_request ->> 'namespace')
    when not exists (select from tasker.task_namespaces n
                       join tasker.named_tasks t on t.namespace_id = n.namespace_id
                      where n.name = p_request ->> 'namespace' and t.name = p_request ->> 'name')
      then 'there is no such template in the namespace'
    else format('there is no version "%s"; published are %s', p_request ->> 'version',
                (select string_agg(t.version, ', ' order by t.version_order)
                   from tasker.task_namespaces n
                   join tasker.named_tasks t on t.namespace_id = n.namespace_id
                  where n.name = p_request ->> 'namespace' and t.name = p_request ->> 'name'))
  end
$$;
comment on function tasker.missing_template is 'Says which part of a template''s name is unknown.';
