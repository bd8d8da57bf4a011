-- Lists the tasks whose steps will be claimed next: most urgent first.
--
-- p_limit  tasks at most, 1 to 1000
--
-- returns   see get_task_ready_info; ready_steps_count counts what waits in the queue unclaimed
-- raises    TK001 limit out of range
create or replace function tasker_v1.get_next_ready_tasks (p_limit integer default 5)
  returns table (
    task_uuid uuid, task_name text, priority integer, namespace_name text, ready_steps_count bigint,
    computed_priority numeric, current_state text
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_bitmapscan = off
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
  set plan_cache_mode = force_generic_plan
as $$
begin
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot list the next ready tasks: the limit is %s', coalesce(p_limit::text, 'null')),
      hint = 'Give a limit from 1 to 1000.';
  end if;

  return query
  with next_task as materialized (
    select f.task_uuid, f.rank
      from tasker.task_namespaces s
      cross join lateral tasker.next_tasks(s.namespace_id, p_limit) f
     order by f.rank, f.task_uuid
     limit p_limit
  )
  select t.task_uuid, n.name, t.priority::integer, s.name,
         (select count(*)
            from tasker.step_queue q
           where q.step_uuid > t.task_uuid
             and q.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
             and q.worker_uuid is null),
         tasker.rank_priority(x.rank, g.priority_ageing, tasker.now()), t.state::text
    from next_task x
    join tasker.tasks t on t.task_uuid = x.task_uuid
    join tasker.named_tasks n on n.named_task_id = t.named_task_id
    join tasker.task_namespaces s on s.namespace_id = t.namespace_id
    cross join tasker.settings g
   order by x.rank, x.task_uuid;
end
$$;
comment on function tasker_v1.get_next_ready_tasks is 'Lists the tasks whose steps will be claimed next.';
