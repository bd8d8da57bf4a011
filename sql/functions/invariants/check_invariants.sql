-- Looks for what must never be: one row for each violation, none when all is well. Looks at every task there is, a few
-- thousand at a time; tasker_v1.check_live_invariants() looks at what is live only.
--
--   I1  a task that is over has no live step, queue row or timer
--   I2  a ready step has exactly one queue row, or a timer that will offer it again; no queue row is left over
--   I3  a running step has a lease and its fence is the attempt; a parked result keeps its queue row
--   I4  counters equal a recount from the edges
--   I5  a step ran only after its parents satisfied it
--   I6  at most one success is recorded a step
--   I7  attempts are at most as many as allowed
--   I8  transitions form a legal path that ends in the row's state
--   I9  nothing waits without a waker
--   I10 no committed request is lost: a task has all its steps
-- returns   the invariant, the task or step, and what is wrong
create or replace function tasker_v1.check_invariants ()
  returns table (invariant text, entity text, detail text)
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set plan_cache_mode = force_generic_plan
  set work_mem = '64MB'
  set jit = off
as $$
declare
  v_after uuid := '00000000-0000-0000-0000-000000000000';
  v_tasks uuid[];
begin
  loop
    v_tasks := array(select t.task_uuid from tasker.tasks t where t.task_uuid > v_after order by t.task_uuid limit 5000);
    exit when v_tasks = '{}';
    v_after := v_tasks[cardinality(v_tasks)];
    return query
    select v.invariant, v.entity::text, v.detail
      from tasker.broken_invariants(array[v_tasks[1]], array[tasker.step_uuid(v_after, 65535)]) v;
  end loop;
  v_tasks := array(select u.task_uuid from unnest(tasker.live_tasks()) u (task_uuid)
                    where not exists (select from tasker.tasks t where t.task_uuid = u.task_uuid));
  return query
  select v.invariant, v.entity::text, v.detail
    from tasker.broken_invariants(v_tasks, array(select tasker.step_uuid(u, 65535) from unnest(v_tasks) u)) v;
end
$$;
comment on function tasker_v1.check_invariants is 'Looks for what must never be.';
