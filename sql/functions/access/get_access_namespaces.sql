-- Tells to which namespaces a thing belongs, for who may not see all of them.
--
-- p_kind  task, step, dlq_entry or worker
-- p_uuid  which
--
-- returns   its namespaces; null when there is no such thing
create or replace function tasker_v1.get_access_namespaces (p_kind text, p_uuid uuid)
  returns text[]
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select case p_kind
    when 'worker' then (select w.namespaces from tasker.workers w where w.worker_uuid = p_uuid)
    else (select array[n.name]
            from tasker.tasks t
            join tasker.task_namespaces n on n.namespace_id = t.namespace_id
           where t.task_uuid = case p_kind
                   when 'task' then p_uuid
                   when 'step' then (select s.task_uuid from tasker.workflow_steps s where s.step_uuid = p_uuid)
                   when 'dlq_entry' then (select d.task_uuid from tasker.tasks_dlq d where d.dlq_entry_uuid = p_uuid)
                 end)
  end
$$;
comment on function tasker_v1.get_access_namespaces is 'Tells to which namespaces a thing belongs.';
