-- Lists the tasks whose steps will be claimed next: most urgent first.
-- For each namespace it jumps from rank to rank along the queue's index, so that a task with
-- thousands of ready steps does not hide the one behind it.
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
  set enable_seqscan = off
  set jit = off
as $$
begin
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot list the next ready tasks: the limit is %s', coalesce(p_limit::text, 'null')),
      hint = 'Give a limit from 1 to 1000.';
  end if;

  return query
  with recursive rank as (
    select n.namespace_id, f.rank, f.tasks_count
      from tasker.task_namespaces n
      cross join lateral tasker.next_rank(n.namespace_id, '-9223372036854775808') f
    union all
    select r.namespace_id, f.rank, r.tasks_count + f.tasks_count
      from rank r
      cross join lateral tasker.next_rank(r.namespace_id, r.rank) f
     where r.tasks_count < p_limit
  ), next_task as (
    select tasker.task_uuid(q.step_uuid) as task_uuid, min(q.rank) as rank, count(*) as ready_steps
      from rank r
      join tasker.step_queue q on q.namespace_id = r.namespace_id and q.rank = r.rank and q.worker_uuid is null
     group by 1
     order by 2, 1
     limit p_limit
  )
  select t.task_uuid, n.name, t.priority::integer, s.name, x.ready_steps, tasker.rank_priority(x.rank), t.state::text
    from next_task x
    join tasker.tasks t on t.task_uuid = x.task_uuid
    join tasker.named_tasks n on n.named_task_id = t.named_task_id
    join tasker.task_namespaces s on s.namespace_id = t.namespace_id
   order by x.rank, x.task_uuid;
end
$$;
comment on function tasker_v1.get_next_ready_tasks is 'Lists the tasks whose steps will be claimed next.';
