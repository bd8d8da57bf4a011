-- Tells what all attempts of some steps of templates share. It never changes: a published version keeps its graph.
--
-- p_work_ids  as claims give them: template << 32 | position << 16 | most attempts
--
-- returns  a JSON object by work id of [namespace, task, version, step, handler, method, resolver, most attempts, timeout in
--          seconds, initialization, where its result is sealed, whether other steps follow]; unknown ids are left out
create or replace function tasker_v1.get_works (p_work_ids bigint[])
  returns json
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select coalesce(json_object_agg(w.work_id, json_build_array(
           n.namespace, n.task_name, n.version, n.step_name, n.handler, n.handler_method, n.handler_resolver,
           w.work_id & 65535, n.timeout_seconds, n.initialization, n.sensitive,
           n.children_count > 0)), '{}')
    from unnest(p_work_ids) w (work_id)
    join tasker.named_tasks_named_steps n on n.named_task_id = (w.work_id >> 32)::integer
                                         and n.position = ((w.work_id >> 16) & 65535)::integer
$$;
comment on function tasker_v1.get_works is 'Tells what all attempts of some steps of templates share.';
