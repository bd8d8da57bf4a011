-- Tells everything about one version of a template.
--
-- p_version  null for the highest by semantic versioning; prereleases count below their release
--
-- returns   one row; configuration is the template as registered, steps stand in topological order
-- raises    TK103 no such namespace, template or version
create or replace function tasker_v1.get_template (p_namespace text, p_name text, p_version text default null)
  returns table (
    named_task_uuid uuid, namespace text, name text, version text, is_latest boolean, description text,
    identity_strategy text, input_schema jsonb, configuration jsonb, steps jsonb, versions text[],
    created_at timestamptz, updated_at timestamptz
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select t.named_task_uuid, n.name, t.name, t.version, t.version = o.versions[1], t.description,
         t.identity_strategy, t.input_schema, t.configuration, tasker.template_step_list(t.named_task_id), o.versions,
         t.created_at, t.updated_at
    from tasker.task_namespaces n
    join tasker.named_tasks t on t.namespace_id = n.namespace_id
    cross join lateral (
      select array_agg(v.version order by v.version_order desc, v.named_task_id desc) as versions
        from tasker.named_tasks v
       where v.namespace_id = t.namespace_id and v.name = t.name
    ) o
   where n.name = p_namespace
     and t.name = p_name
     and t.version = coalesce(p_version, o.versions[1]);

  if not found then
    raise exception using
      errcode = 'TK103',
      message = format('Cannot get template "%s/%s": %s', p_namespace, p_name,
                       tasker.missing_template(jsonb_build_object('namespace', p_namespace, 'name', p_name,
                                                                  'version', p_version))),
      hint = 'tasker_v1.list_templates() lists what is published.';
  end if;
end
$$;
comment on function tasker_v1.get_template is 'Tells everything about one version of a template.';
