-- Draws a template: its steps, which needs which, and which may run at the same time.
--
-- p_version  null for the highest
--
-- returns   {namespace, name, version, nodes: [{name, position, level, handler, system, is_served}], edges: [{from, to,
--            name}], execution_order: [names in topological order], levels: [[names that may run together]], roots,
--            leaves, max_depth, parallel_branches}; is_served tells that a live worker has the handler
-- raises    TK103 no such namespace, template or version
create or replace function tasker_v1.get_template_graph (p_namespace text, p_name text, p_version text default null)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
  with template as materialized (
    select v.namespace, v.name, v.version, t.named_task_id
      from tasker_v1.get_template(p_namespace, p_name, p_version) v
      join tasker.named_tasks t on t.named_task_uuid = v.named_task_uuid
  ), node as materialized (
    select s.step_name, s.position, s.level, s.handler, y.name as system, s.parents_count, s.children_count,
           not exists (select from tasker.missing_worker(t.namespace, s.handler_id, s.handler)) as is_served
      from template t
      join tasker.named_tasks_named_steps s on s.named_task_id = t.named_task_id
      join tasker.dependent_systems y on y.dependent_system_uuid = s.dependent_system_uuid
  ), level as (
    select n.level, jsonb_agg(n.step_name order by n.position) as names, count(*) as width
      from node n
     group by n.level
  )
  select jsonb_build_object(
           'namespace', t.namespace, 'name', t.name, 'version', t.version,
           'nodes', (select jsonb_agg(jsonb_build_object('name', n.step_name, 'position', n.position, 'level', n.level,
                                                         'handler', n.handler, 'system', n.system, 'is_served', n.is_served)
                                      order by n.position) from node n),
           'edges', tasker.graph_edges(t.named_task_id),
           'execution_order', (select jsonb_agg(n.step_name order by n.position) from node n),
           'levels', (select jsonb_agg(l.names order by l.level) from level l),
           'roots', (select jsonb_agg(n.step_name order by n.position) from node n where n.parents_count = 0),
           'leaves', (select jsonb_agg(n.step_name order by n.position) from node n where n.children_count = 0),
           'max_depth', (select count(*) from level l),
           'parallel_branches', (select max(l.width) from level l))
    from template t
$$;
comment on function tasker_v1.get_template_graph is 'Draws a template: its steps, which needs which, and which may run together.';
