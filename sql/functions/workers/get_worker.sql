-- Tells everything about a worker.
--
-- p_namespaces  only what it does for these, as list_workers has it; null: all
--
-- returns   one row, as list_workers gives it, with how long it has run and the steps it holds now
-- raises    TK104 no such worker
create or replace function tasker_v1.get_worker (p_worker_uuid uuid, p_namespaces text[] default null)
  returns table (
    worker_uuid uuid, namespaces text[], handlers text[], info jsonb, state text, is_alive boolean, steps_count bigint,
    registered_at timestamptz, heartbeat_at timestamptz, leased_until timestamptz, uptime_seconds numeric, steps jsonb
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select w.*, round(extract(epoch from case when w.is_alive then tasker.now() else w.heartbeat_at end - w.registered_at), 3),
         coalesce(h.steps, '[]')
    from tasker_v1.list_workers(p_namespaces) w
    left join lateral (
      select jsonb_agg(jsonb_build_object(
               'step_uuid', q.step_uuid, 'task_uuid', tasker.task_uuid(q.step_uuid), 'namespace', d.namespace,
               'task_name', d.task_name, 'step_name', d.step_name, 'attempt', q.attempt,
               'leased_until', greatest(q.leased_until, w.leased_until)) order by q.step_uuid) as steps
        from tasker.step_queue q
        join tasker.named_tasks_named_steps d on d.named_task_id = q.named_task_id and d.position = q.position
       where q.worker_uuid = w.worker_uuid
         and q.leased_until < 'infinity'
         and (p_namespaces is null or d.namespace = any (p_namespaces))
    ) h on true
   where w.worker_uuid = p_worker_uuid;
  if not found then
    raise exception using
      errcode = 'TK104',
      message = format('Cannot get worker "%s": there is no such worker', p_worker_uuid),
      hint = 'tasker_v1.list_workers() lists the workers that ever registered.';
  end if;
end
$$;
comment on function tasker_v1.get_worker is 'Tells everything about a worker.';
