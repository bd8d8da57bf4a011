-- Moves steps out of the queue that no live worker of their namespace has a handler for, so that claims need not
-- read past them. They are offered again after the delay, or as soon as a worker with the handler registers.
-- A namespace without live workers is left alone: nobody reads its queue.
-- Idempotent; what it did is in tasker.recovery_events: handler_unknown.
--
-- p_delay  how long to set them aside
-- p_limit  most to move in one call
--
-- returns   how many were moved
-- locks     queue rows (skipping locked ones), steps by id
create or replace function tasker_v1.defer_unserved_steps (p_delay interval default '30 seconds', p_limit integer default 1000)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_now        timestamptz := tasker.now();
  v_step_uuids uuid[];
  v_deferred   uuid[];
begin
  with served as (
    select n.namespace_id, array_agg(h.handler_id) as handler_ids
      from tasker.workers w
      join tasker.task_namespaces n on n.name = any (w.namespaces)
      cross join lateral unnest(w.handler_ids) h (handler_id)
     where w.state = 'running' and w.leased_until >= v_now
     group by n.namespace_id
    having bool_and(w.handler_ids is not null)
       and not exists (select from tasker.workers a
                        where a.state = 'running' and a.leased_until >= v_now and a.handler_ids is null
                          and (select m.name from tasker.task_namespaces m where m.namespace_id = n.namespace_id) = any (a.namespaces))
  ), unserved as (
    select q.step_uuid
      from served s
      join tasker.step_queue q on q.namespace_id = s.namespace_id
     where q.worker_uuid is null
       and q.rank is not null
       and q.handler_id <> all (s.handler_ids)
     limit p_limit
       for update of q skip locked
  )
  select array_agg(u.step_uuid order by u.step_uuid) into v_step_uuids from unserved u;
  if v_step_uuids is null then
    return 0;
  end if;

  -- a step whose task is ended meanwhile gets no timer: whoever ends it leaves the queue row to us and sees no timer yet
  perform from tasker.workflow_steps s where s.step_uuid = any (v_step_uuids) order by s.step_uuid for update;
  with removed as (
    delete from tasker.step_queue q where q.step_uuid = any (v_step_uuids)
    returning q.step_uuid
  ), timed as (
    insert into tasker.timers (waiter_uuid, due_at, kind)
    select s.step_uuid, v_now + p_delay, 'deferred'
      from removed r
      join tasker.workflow_steps s on s.step_uuid = r.step_uuid
     where s.state = 'enqueued'
    returning waiter_uuid
  )
  select array_agg(t.waiter_uuid order by t.waiter_uuid) into v_deferred from timed t;
  perform tasker.note_recovery('handler_unknown', v_deferred);
  return coalesce(cardinality(v_deferred), 0);
end
$$;
comment on function tasker_v1.defer_unserved_steps is 'Moves steps out of the queue that no live worker has a handler for.';
