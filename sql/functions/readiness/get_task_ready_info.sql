-- Tells how urgent a task is and how many of its steps may run now, whatever its state.
--
-- returns  one row, none for an unknown task; computed_priority is the priority plus one point for each
--          ageing interval since creation, the order in which claims take steps
create or replace function tasker_v1.get_task_ready_info (p_task_uuid uuid)
  returns table (
    task_uuid uuid, task_name text, priority integer, namespace_name text, ready_steps_count bigint,
    computed_priority numeric, current_state text
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set jit = off
as $$
  select t.task_uuid, n.name, t.priority::integer, s.name,
         (select count(*) from tasker.task_readiness(t.task_uuid) r where r.ready_for_execution),
         tasker.rank_priority(t.rank, g.priority_ageing, tasker.now()), t.state::text
    from tasker.tasks t
    join tasker.named_tasks n on n.named_task_id = t.named_task_id
    join tasker.task_namespaces s on s.namespace_id = t.namespace_id
    cross join tasker.settings g
   where t.task_uuid = p_task_uuid
$$;
comment on function tasker_v1.get_task_ready_info is 'Tells how urgent a task is and how many of its steps may run now.';
