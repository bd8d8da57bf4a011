-- Draws a task: its steps with their states and times, and which needs which.
--
-- returns   {task_uuid, namespace, name, version, status, created_at, completed_at, duration_seconds,
--            nodes: [{step_uuid, name, position, level, handler, state, attempts, max_attempts, error, started_at,
--                     ended_at, duration_seconds}],
--            edges: [{from, to, name}] by the steps' names}
-- raises    TK101 no such task
create or replace function tasker_v1.get_task_graph (p_task_uuid uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set jit = off
as $$
declare
  v_graph jsonb;
begin
  select jsonb_build_object(
           'task_uuid', t.task_uuid, 'namespace', c.name, 'name', n.name, 'version', n.version, 'status', t.state,
           'created_at', t.created_at, 'completed_at', t.completed_at,
           'duration_seconds', round(extract(epoch from coalesce(t.completed_at, tasker.now()) - t.created_at), 3),
           'nodes', g.nodes,
           'edges', tasker.graph_edges(t.named_task_id))
    into v_graph
    from tasker.tasks t
    join tasker.named_tasks n on n.named_task_id = t.named_task_id
    join tasker.task_namespaces c on c.namespace_id = t.namespace_id
    cross join lateral (
      select jsonb_agg(jsonb_build_object(
               'step_uuid', s.step_uuid, 'name', d.step_name, 'position', s.position, 'level', d.level,
               'handler', d.handler, 'state', s.state, 'attempts', s.attempts, 'max_attempts', s.max_attempts,
               'error', case when s.state not in ('complete', 'resolved_manually') then s.error ->> 'message' end,
               'started_at', s.last_attempted_at, 'ended_at', e.ended_at,
               'duration_seconds', round(extract(epoch from e.ended_at - s.last_attempted_at), 3)) order by s.position) as nodes
        from tasker.steps_of(t.task_uuid) s
        join tasker.named_tasks_named_steps d on d.named_task_id = s.named_task_id and d.position = s.position
        cross join lateral (
          select case when s.state = 'error' then s.last_failure_at else s.completed_at end as ended_at
        ) e
    ) g
   where t.task_uuid = p_task_uuid;
  if v_graph is null then
    perform tasker.reject_unknown_task('draw', p_task_uuid);
  end if;
  return v_graph;
end
$$;
comment on function tasker_v1.get_task_graph is 'Draws a task: its steps with their states and times, and which needs which.';
