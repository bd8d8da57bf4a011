-- Makes a worker known: what it serves, and that it is alive. Calling it again renews both.
--
-- p_worker_uuid  the worker; a new one for each process
-- p_namespaces   whose steps it claims
-- p_handlers     callables it can run; null means any
-- p_info         host, version and the like, for people
--
-- returns   when it was first registered
-- raises    TK001 no uuid · TK210 its API level is not served any more
-- locks     the worker's row; timers of steps that waited for one of its handlers (skipping locked ones), to wake them
create or replace function tasker_v1.register_worker (
  p_worker_uuid uuid,
  p_namespaces  text[],
  p_handlers    text[],
  p_info        jsonb default '{}'
)
  returns timestamptz
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_now           timestamptz := tasker.now();
  v_handler_ids   integer[];
  v_registered_at timestamptz;
begin
  if p_worker_uuid is null then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot register a worker without a uuid',
      hint = 'Make a new one for each process.';
  end if;
  perform tasker.refuse_outdated_program('Cannot register the worker', p_info);
  if p_handlers is not null then
    insert into tasker.handlers (callable)
    select h.callable from unnest(p_handlers) h (callable)
     where not exists (select from tasker.handlers k where k.callable = h.callable)
     order by h.callable
    on conflict do nothing;
    v_handler_ids := array(select h.handler_id from tasker.handlers h where h.callable = any (p_handlers) order by 1);
  end if;

  insert into tasker.workers as w (worker_uuid, namespaces, handlers, handler_ids, info, registered_at, heartbeat_at, leased_until)
  values (p_worker_uuid, coalesce(p_namespaces, '{}'), p_handlers, v_handler_ids, coalesce(p_info, '{}'), v_now, v_now, v_now)
  on conflict (worker_uuid) do update
    set namespaces = excluded.namespaces, handlers = excluded.handlers, handler_ids = excluded.handler_ids,
        info = excluded.info, state = 'running', heartbeat_at = excluded.heartbeat_at, recheck_at = null
  returning w.registered_at into v_registered_at;

  update tasker.timers t
     set due_at = v_now
   where t.waiter_uuid in (
     select d.waiter_uuid
       from tasker.timers d
       join tasker.workflow_steps s on s.step_uuid = d.waiter_uuid
       join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
      where d.kind = 'deferred'
        and d.due_at > v_now
        and (v_handler_ids is null or n.handler_id = any (v_handler_ids))
      order by d.waiter_uuid
        for update of d skip locked);
  return v_registered_at;
end
$$;
comment on function tasker_v1.register_worker is 'Makes a worker known: what it serves, and that it is alive.';
