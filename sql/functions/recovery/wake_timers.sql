-- Wakes what waited for time and whose time has come: starts tasks, offers retried and deferred steps again.
--
-- p_limit  most to wake in one call
--
-- returns   how many timers were due; as many as p_limit means there may be more
-- locks     timers (skipping locked ones), steps by id, tasks by id
create or replace function tasker_v1.wake_timers (p_limit integer default 1000)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_bitmapscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
as $$
declare
  v_now       timestamptz := tasker.now();
  v_starts    uuid[];
  v_retries   uuid[];
  v_deferred  uuid[];
  v_ready     uuid[];
  v_unsettled uuid[];
begin
  with due as materialized (
    select t.waiter_uuid
      from tasker.timers t
     where t.due_at <= v_now
     order by t.due_at
     limit p_limit
       for update skip locked
  ), woken as (
    delete from tasker.timers t
     using due d
     where t.waiter_uuid = any (array[d.waiter_uuid])
    returning t.waiter_uuid, t.kind
  )
  select array_agg(w.waiter_uuid order by w.waiter_uuid) filter (where w.kind = 'start'),
         array_agg(w.waiter_uuid order by w.waiter_uuid) filter (where w.kind = 'retry'),
         array_agg(w.waiter_uuid order by w.waiter_uuid) filter (where w.kind = 'deferred')
    into v_starts, v_retries, v_deferred
    from woken w;

  -- all of a starting task's steps are locked, and the ready ones found afterwards: a person may satisfy a root meanwhile
  if v_starts is not null then
    v_ready := array(select s.step_uuid
                       from unnest(v_starts) t (task_uuid)
                       cross join lateral (select * from tasker.steps_of(t.task_uuid) offset 0) s
                      where s.state = 'pending');
  end if;
  v_ready := v_ready || v_retries;
  if cardinality(v_ready || v_deferred) > 0 then
    perform from tasker.workflow_steps s where s.step_uuid = any (v_ready || v_deferred) order by s.step_uuid for update;
  end if;
  if cardinality(v_ready) > 0 then
    perform tasker.enqueue_steps(v_ready);
  end if;
  if v_deferred is not null then
    perform tasker.offer_deferred_steps(v_deferred);
  end if;
  if v_starts is not null then
    perform tasker.start_pending_tasks(v_starts);
    v_unsettled := array(select t.task_uuid from tasker.tasks t
                          where t.task_uuid = any (v_starts) and (t.state <> 'steps_in_process' or t.has_failures));
  end if;
  v_unsettled := v_unsettled || array(select distinct tasker.task_uuid(r.step_uuid) from unnest(v_retries) r (step_uuid));
  if cardinality(v_unsettled) > 0 then
    perform tasker.settle_tasks(v_unsettled, tasker.session_processor());
  end if;
  return coalesce(cardinality(v_starts), 0) + coalesce(cardinality(v_retries), 0) + coalesce(cardinality(v_deferred), 0);
end
$$;
comment on function tasker_v1.wake_timers is 'Wakes what waited for time and whose time has come.';
