-- Tasks with a step that is ready for longer than the installation allows, and no worker lived meanwhile that would
-- have taken it; not investigated since it became ready.
--
-- returns  the task, and the first such step of it
create or replace function tasker.unserved_tasks ()
  returns table (task_uuid uuid, metadata jsonb)
  language sql
  stable
as $$
  with ready as materialized (
    select q.step_uuid, q.namespace_id, q.handler_id
      from tasker.step_queue q
     where q.worker_uuid is null
    union all
    select w.waiter_uuid, t.namespace_id, n.handler_id
      from tasker.timers w
      join tasker.workflow_steps s on s.step_uuid = w.waiter_uuid
      join tasker.tasks t on t.task_uuid = s.task_uuid
      join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
     where w.kind = 'deferred'
  ), unserved as materialized (
    select r.namespace_id, r.handler_id, n.name as namespace, h.callable, l.since
      from (select distinct r.namespace_id, r.handler_id from ready r) r
      join tasker.task_namespaces n on n.namespace_id = r.namespace_id
      join tasker.handlers h on h.handler_id = r.handler_id
     cross join (select tasker.now() - make_interval(mins => u.max_without_worker_minutes) as since from tasker.upkeep u) l
     where not exists (select from tasker.workers w
                        where w.leased_until > l.since
                          and n.name = any (w.namespaces)
                          and (w.handler_ids is null or r.handler_id = any (w.handler_ids)))
  )
  select distinct on (t.task_uuid) t.task_uuid,
         jsonb_build_object('step_uuid', r.step_uuid, 'namespace', u.namespace, 'handler', u.callable, 'ready_since', e.ready_at)
    from unserved u
    join ready r on r.namespace_id = u.namespace_id and r.handler_id = u.handler_id
    join tasker.tasks t on t.task_uuid = any (array[tasker.task_uuid(r.step_uuid)]) and t.created_at <= u.since
   cross join lateral (
     select coalesce((select max(l.at) from tasker.step_transition_log l where l.step_uuid = r.step_uuid and l.to_state = 'enqueued'),
                     t.created_at) as ready_at
   ) e
   where e.ready_at <= u.since
     and not tasker.is_investigated(t.task_uuid, e.ready_at)
   order by t.task_uuid, r.step_uuid
$$;
comment on function tasker.unserved_tasks is 'Tasks with a ready step that no worker lived to take.';
