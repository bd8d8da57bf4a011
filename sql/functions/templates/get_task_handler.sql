-- Tells what it takes to run a version of a template: the handlers of its steps, who has them, and how steps depend on each
-- other.
--
-- p_version  null for the highest by semantic versioning
--
-- returns   {namespace, name, version, full_name, description, is_latest, versions, is_available, input_schema,
--            step_templates, dependency_graph}; is_available tells that live workers have every handler; step_templates as
--            in tasker_v1.get_template, dependency_graph as in tasker_v1.get_template_graph
-- raises    TK103 no such namespace, template or version
create or replace function tasker_v1.get_task_handler (p_namespace text, p_name text, p_version text default null)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
           'namespace', t.namespace, 'name', t.name, 'version', t.version,
           'full_name', format('%s/%s@%s', t.namespace, t.name, t.version),
           'description', t.description, 'is_latest', t.is_latest, 'versions', t.versions,
           'is_available', not jsonb_path_exists(g.graph, '$.nodes[*] ? (@.is_served == false)'),
           'input_schema', t.input_schema,
           'step_templates', t.steps,
           'dependency_graph', g.graph - '{namespace,name,version}'::text[])
    from tasker_v1.get_template(p_namespace, p_name, p_version) t
    cross join lateral (select tasker_v1.get_template_graph(t.namespace, t.name, t.version)) g (graph)
$$;
comment on function tasker_v1.get_task_handler is 'Tells what it takes to run a version of a template.';
