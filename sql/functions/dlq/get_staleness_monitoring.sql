-- Tells of tasks that are not over how near to stale they are, the nearest first. It reads every task.
--
-- p_limit       most to list, 1 to 10,000
-- p_namespaces  only tasks in these; null: in all
--
-- returns   one row a task
-- raises    TK001 limit out of range
create or replace function tasker_v1.get_staleness_monitoring (p_limit integer default 100, p_namespaces text[] default null)
  returns setof tasker.v_task_staleness_monitoring
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
begin
  perform tasker.check_row_limit('monitor staleness', p_limit);
  return query
  select m.*
    from tasker.v_task_staleness_monitoring m
   where p_namespaces is null or m.namespace_name = any (p_namespaces)
   order by array_position('{stale,warning,healthy}', m.health_status), m.moved_at, m.task_uuid
   limit p_limit;
end
$$;
comment on function tasker_v1.get_staleness_monitoring is 'Tells of tasks that are not over how near to stale they are.';
